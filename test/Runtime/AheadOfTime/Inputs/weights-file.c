/* weights-file WEIGHTS IMAGE.dat EXPECTED.dat */
#include "digits.h"
#include "tensors.h"
#include <stdalign.h>

static alignas(
    DIGITS_WORKSPACE_ALIGNMENT) unsigned char workspace[DIGITS_WORKSPACE_BYTES];
static alignas(
    DIGITS_WEIGHTS_ALIGNMENT) unsigned char weights[DIGITS_WEIGHTS_BYTES];

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  FILE *file = fopen(argv[1], "rb");
  if (!file || fread(weights, 1, sizeof(weights), file) != sizeof(weights) ||
      fgetc(file) != EOF || !digits_weights_match(weights)) {
    printf("other weights\n");
    return 1;
  }
  fclose(file);
  float image[DIGITS_INPUT_IMAGE_ELEMENTS];
  float probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
  float expected[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
  read_tensor(argv[2], 0, image, DIGITS_INPUT_IMAGE_ELEMENTS);
  read_tensor(argv[3], 0, expected, DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);
  digits_inputs inputs = {image};
  digits_outputs outputs = {probabilities};
  digits_run(&inputs, &outputs, workspace, weights);
  expect_close(probabilities, expected, DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);
  printf("as expected\n");
  return 0;
}
