// A second symbol is exported beside the entry.
// refused: exports 1 symbols besides hashinsight_plugin
#include "../mini.h"
__attribute__((visibility("default"))) int another_symbol;
