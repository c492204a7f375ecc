/* two-networks IMAGE PROBABILITIES X Y */
#include "digits.h"
#include "gru.h"
#include "old.h"
#include "tensors.h"
#include <pthread.h>
#include <stdalign.h>

enum { num_threads = 4, num_runs = 200 };

static char **files;

/* Runs all networks many times, with memory that is this thread's own. */
static void *run(void *unused) {
  alignas(64) unsigned char digits_workspace[DIGITS_WORKSPACE_BYTES];
  alignas(64) unsigned char old_workspace[OLD_DIGITS_WORKSPACE_BYTES];
  alignas(64) unsigned char gru_workspace[GRU_WORKSPACE_BYTES];
  float image[DIGITS_INPUT_IMAGE_ELEMENTS];
  float expected[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
  float x[GRU_INPUT_X_ELEMENTS], expected_y[GRU_OUTPUT_Y_ELEMENTS];
  read_tensor(files[0], 0, image, DIGITS_INPUT_IMAGE_ELEMENTS);
  read_tensor(files[1], 0, expected, DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);
  read_tensor(files[2], 0, x, GRU_INPUT_X_ELEMENTS);
  read_tensor(files[3], 0, expected_y, GRU_OUTPUT_Y_ELEMENTS);
  for (int i = 0; i < num_runs; ++i) {
    float probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
    digits_inputs inputs = {image};
    digits_outputs outputs = {probabilities};
    digits_run(&inputs, &outputs, digits_workspace);
    expect_close(probabilities, expected, DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);

    float old_probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
    old_digits_inputs old_inputs = {image};
    old_digits_outputs old_outputs = {old_probabilities};
    old_digits_run(&old_inputs, &old_outputs, old_workspace);
    expect_close(old_probabilities, expected,
                 DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);

    float y[GRU_OUTPUT_Y_ELEMENTS];
    gru_state state;
    gru_inputs gru_in = {x};
    gru_outputs gru_out = {y};
    gru_reset(&state);
    gru_run(&gru_in, &gru_out, gru_workspace, &state);
    expect_close(y, expected_y, GRU_OUTPUT_Y_ELEMENTS);
  }
  return unused;
}

int main(int argc, char **argv) {
  if (argc != 5)
    return 2;
  files = argv + 1;
  pthread_t threads[num_threads];
  for (int i = 0; i < num_threads; ++i)
    if (pthread_create(&threads[i], NULL, run, NULL) != 0)
      return 1;
  for (int i = 0; i < num_threads; ++i)
    pthread_join(threads[i], NULL);
  printf("as expected\n");
  return 0;
}
