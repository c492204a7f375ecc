# Turns a text file into a C++ raw string literal for a source to include.
# Usage: cmake -DINPUT=file -DOUTPUT=file.inc -P EmbedText.cmake
file(READ "${INPUT}" text)
file(WRITE "${OUTPUT}" "R\"nnef(${text})nnef\"\n")
