/* Tensor files of NNEF with numbers of 32 bits, as the tests need them. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Reads `count` numbers, those behind the first `skipped`. */
static void read_tensor(const char *path, size_t skipped, float *values,
                        size_t count) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 128 + 4 * (long)skipped, SEEK_SET) != 0 ||
      fread(values, 4, count, file) != count) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  fclose(file);
}

/* Compares numbers, and stops with those that are more than 1e-5 apart. */
static void expect_close(const float *actual, const float *expected,
                         size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (!(fabsf(actual[i] - expected[i]) <= 1e-5f)) {
      printf("number %zu is %g, expected %g\n", i, actual[i], expected[i]);
      exit(1);
    }
}
