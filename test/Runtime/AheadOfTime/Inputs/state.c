/* state GRU_X GRU_Y LSTM_WEIGHTS LSTM_X LSTM_Y */
#include "gru.h"
#include "lstm.h"
#include "tensors.h"
#include <stdalign.h>

enum { num_steps = 50 };

static alignas(64) unsigned char gru_workspace[GRU_WORKSPACE_BYTES];
static alignas(64) unsigned char lstm_workspace[LSTM_WORKSPACE_BYTES];
static alignas(64) unsigned char weights[LSTM_WEIGHTS_BYTES];

/* Runs one step of a sequence and compares what it gives. */
static void run_gru_step(char **files, int step, gru_state *state) {
  float x[GRU_INPUT_X_ELEMENTS], y[GRU_OUTPUT_Y_ELEMENTS];
  float expected[GRU_OUTPUT_Y_ELEMENTS];
  read_tensor(files[0], (size_t)step * GRU_INPUT_X_ELEMENTS, x,
              GRU_INPUT_X_ELEMENTS);
  read_tensor(files[1], (size_t)step * GRU_OUTPUT_Y_ELEMENTS, expected,
              GRU_OUTPUT_Y_ELEMENTS);
  gru_inputs inputs = {x};
  gru_outputs outputs = {y};
  gru_run(&inputs, &outputs, gru_workspace, state);
  expect_close(y, expected, GRU_OUTPUT_Y_ELEMENTS);
}

static void run_lstm_step(char **files, int step, lstm_state *state) {
  float x[LSTM_INPUT_X_ELEMENTS], y[LSTM_OUTPUT_Y_ELEMENTS];
  float expected[LSTM_OUTPUT_Y_ELEMENTS];
  read_tensor(files[0], (size_t)step * LSTM_INPUT_X_ELEMENTS, x,
              LSTM_INPUT_X_ELEMENTS);
  read_tensor(files[1], (size_t)step * LSTM_OUTPUT_Y_ELEMENTS, expected,
              LSTM_OUTPUT_Y_ELEMENTS);
  lstm_inputs inputs = {x};
  lstm_outputs outputs = {y};
  lstm_run(&inputs, &outputs, lstm_workspace, state, weights);
  expect_close(y, expected, LSTM_OUTPUT_Y_ELEMENTS);
}

int main(int argc, char **argv) {
  if (argc != 6)
    return 2;
  FILE *file = fopen(argv[3], "rb");
  if (!file || fread(weights, 1, sizeof(weights), file) != sizeof(weights) ||
      !lstm_weights_match(weights))
    return 1;
  fclose(file);

  gru_state first, second;
  lstm_state lstm;
  gru_reset(&first);
  lstm_reset(&lstm, weights);
  for (int step = 0; step < num_steps; ++step) {
    run_gru_step(argv + 1, step, &first);
    run_lstm_step(argv + 4, step, &lstm);
    /* The second is behind, and starts again in the middle. */
    if (step % 20 == 0)
      gru_reset(&second);
    run_gru_step(argv + 1, step % 20, &second);
  }
  printf("as expected\n");
  return 0;
}
