#include <hashinsight/plugin.h>
