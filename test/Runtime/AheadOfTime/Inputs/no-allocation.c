/* no-allocation IMAGE PROBABILITIES */
#include "digits.h"
#include "tensors.h"
#include <stdalign.h>

/* Of glibc, which calls our functions instead of its own. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static volatile int num_allocations;

void *malloc(size_t size) {
  ++num_allocations;
  return __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
  ++num_allocations;
  return __libc_calloc(count, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
  ++num_allocations;
  return __libc_memalign(alignment, size);
}

static alignas(
    DIGITS_WORKSPACE_ALIGNMENT) unsigned char workspace[DIGITS_WORKSPACE_BYTES];

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  float image[DIGITS_INPUT_IMAGE_ELEMENTS];
  float probabilities[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
  float expected[DIGITS_OUTPUT_PROBABILITIES_ELEMENTS];
  read_tensor(argv[1], 0, image, DIGITS_INPUT_IMAGE_ELEMENTS);
  read_tensor(argv[2], 0, expected, DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);
  digits_inputs inputs = {image};
  digits_outputs outputs = {probabilities};
  /* Opening files counts: the counter works. */
  if (num_allocations == 0)
    return 1;
  num_allocations = 0;
  digits_run(&inputs, &outputs, workspace);
  int count = num_allocations;
  expect_close(probabilities, expected, DIGITS_OUTPUT_PROBABILITIES_ELEMENTS);
  printf("as expected, with %d allocations\n", count);
  return 0;
}
