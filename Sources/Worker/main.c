// hashinsight-worker: one plugin's library in a process of its own. Started by the host, never by hand (see worker_protocol.h).
#define _GNU_SOURCE
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "confine.h"
#include "crash.h"
#include "failure.h"
#include "library.h"
#include "reader.h"
#include "report.h"
#include "threads.h"
#include "trial.h"
#include "watchdog.h"

// What HW_SETUP says; kept, since the frame's memory is used again.
typedef struct {
    hw_setup limits;
    char texts[4 * 4096];
    const char *library, *bundle, *scratch, *plugin;
} setup;

static void receive_setup(setup *setup) {
    const hw_frame *frame = channel_receive();
    if (!frame) _exit(0);
    hi_bytes limits = frame_first(frame), texts = frame_second(frame);
    if (frame->kind != HW_SETUP || limits.count < sizeof setup->limits) fail("the first frame of the host is not HW_SETUP");
    if (texts.count == 0 || texts.count > sizeof setup->texts || texts.data[texts.count - 1] != 0) fail("the paths in HW_SETUP are too long");
    memcpy(&setup->limits, limits.data, sizeof setup->limits);
    memcpy(setup->texts, texts.data, texts.count);
    const char **fields[] = {&setup->library, &setup->bundle, &setup->scratch, &setup->plugin};
    const char *at = setup->texts;
    for (size_t index = 0; index < sizeof fields / sizeof *fields; index++) {
        if (at >= setup->texts + texts.count) fail("HW_SETUP has %zu texts, expected 4", index);
        *fields[index] = at;
        at += strlen(at) + 1;
    }
}

int main(int count, char **arguments) {
    if (count > 1 && strcmp(arguments[1], TRIAL_WORD) == 0) trial_run(count, arguments);
    static setup setup;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit fails with EFBIG instead
    receive_setup(&setup);
    threads_choose(setup.limits.calls_inline != 0, setup.limits.call_threads);
    crash_prepare();
    // As it will be found in the private root, where the links on the way to it may be missing.
    static char library[PATH_MAX];
    if (!realpath(setup.library, library)) snprintf(library, sizeof library, "%s", setup.library);
    confine(&setup.limits, library, setup.bundle, setup.scratch);
    crash_prepare_thread();
    crash_watch();
    watchdog_start();
    // Before the library is loaded: its constructors could say it otherwise.
    hw_frame confined = {.kind = HW_CONFINED};
    channel_send(&confined, (hi_bytes){(const uint8_t *)report_text(), strlen(report_text())}, channel_nothing);
    static char reason[2048];
    hi_status status = library_load(library, reason, sizeof reason);
    crash_watch();
    hw_frame hello = {.kind = HW_HELLO, .value = HW_PROTOCOL, .status = status};
    hi_bytes why = {(const uint8_t *)reason, status == HI_OK ? 0 : strlen(reason)};
    channel_send(&hello, why, channel_nothing);
    if (status != HI_OK) _exit(2);
    reader_run();
    _exit(0);
}
