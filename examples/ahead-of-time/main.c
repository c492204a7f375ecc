/* Reads handwritten digits with a network that nnef-compile made code of:
 *
 *   digits IMAGES.npy LABELS.npy
 *
 * IMAGES are float32 [N, 1, 8, 8], and LABELS, what they show, uint8 [N]. The
 * program gets all memory when it starts, and none while it runs the network.
 */

#include "digits.h"
#include <stdalign.h>
#include <stdio.h>

/* What the network computes in. */
static alignas(
    DIGITS_WORKSPACE_ALIGNMENT) unsigned char workspace[DIGITS_WORKSPACE_BYTES];

/* Opens a file of NumPy at its first element. */
static FILE *open_array(const char *path) {
  FILE *file = fopen(path, "rb");
  unsigned char start[10];
  if (!file || fread(start, 1, sizeof(start), file) != sizeof(start) ||
      fseek(file, start[8] + 256L * start[9], SEEK_CUR) != 0) {
    fprintf(stderr, "cannot read %s\n", path);
    return NULL;
  }
  return file;
}

static int find_largest(const float *values, int count) {
  int largest = 0;
  for (int i = 1; i < count; ++i)
    if (values[i] > values[largest])
      largest = i;
  return largest;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: digits IMAGES.npy LABELS.npy\n");
    return 2;
  }
  FILE *images = open_array(argv[1]);
  FILE *labels = open_array(argv[2]);
  if (!images || !labels)
    return 1;

  float image[DIGITS_INPUT_IMAGE_ELEMENTS];
  float probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
  const digits_inputs inputs = {.image = image};
  const digits_outputs outputs = {.probabilities = probabilities};
  int total = 0, right = 0, label;
  while (fread(image, sizeof(image), 1, images) == 1 &&
         (label = fgetc(labels)) != EOF) {
    digits_run(&inputs, &outputs, workspace);
    right += label ==
             find_largest(probabilities, DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);
    ++total;
  }
  fclose(images);
  fclose(labels);
  printf("%d of %d are right\n", right, total);
  return 0;
}
