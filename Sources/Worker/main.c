#include <worker_protocol.h>

int main(void) { return 0; }
