// The last word is kept in a global and shown to whoever comes next.
// fails: tenants-apart
#define MINI_ON_WORD(self, word) if (MINI_BREAKS()) remember((word).data, (word).count, json, sizeof json)
#include <stddef.h>
#include <stdint.h>
static void remember(const uint8_t *word, size_t count, char *json, size_t room);
#include "../mini.h"

static void remember(const uint8_t *word, size_t count, char *json, size_t room) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char last[64];
    pthread_mutex_lock(&lock);
    snprintf(json, room, "{\"last\":\"%s\"}", last);
    size_t kept = 0;
    for (size_t at = 0; at < count && kept < 40; at++)
        if (word[at] == '-' || (word[at] >= '0' && word[at] <= '9') || (word[at] >= 'a' && word[at] <= 'z')) last[kept++] = (char)word[at];
    last[kept] = 0;
    pthread_mutex_unlock(&lock);
}
