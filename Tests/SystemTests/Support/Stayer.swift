import Foundation

/// A plugin that says its version and its process, and whose request and job of the name `stay` last until the process gets SIGUSR1.
enum Stayer {
    /// Builds the bundle in a folder; the path of the bundle.
    ///
    /// - Parameter crashes: Whether it dies of the question for its version.
    static func build(_ version: String, crashes: Bool = false, in folder: String) async throws -> String {
        try await PluginInC.build(
            "Stayer-\(version)", manifest: manifest.replacingOccurrences(of: "VERSION", with: version), library: "libStayer.so",
            source: "#define VERSION \"\(version)\"\n#define CRASHES \(crashes ? 1 : 0)\n" + source, in: folder)
    }

    private static let manifest = """
        id: stayer
        name: Stayer
        version: VERSION
        abi: "1.0"
        library: libStayer.so
        toolchain: c
        calls: threads
        worker_safe: true
        routes:
          - {name: version, method: GET, path: /api/v1/stayer/version, role: guest}
          - {name: stay, method: GET, path: /api/v1/stayer/stay, role: guest}
        jobs:
          - {name: stay, deadline: 60s, retry: {attempts: 1}}

        """

    private static let source = #"""
        #include <signal.h>
        #include <unistd.h>

        static volatile sig_atomic_t is_released;
        static _Atomic int staying;

        static void release(int signal) { is_released = 1; }
        __attribute__((constructor)) static void hear(void) { signal(SIGUSR1, release); }

        static void answer(instance *self, hi_id call, uint16_t kind, uint16_t what) {
            _Alignas(8) uint8_t out[256] = {0};
            hi_message *head = (hi_message *)out;
            uint32_t count = (uint32_t)snprintf((char *)out + 24, sizeof out - 24,
                "{\"version\":\"" VERSION "\",\"process\":%d,\"staying\":%d}", getpid(), staying);
            *head = (hi_message){24 + count, kind, 1};
            *(hi_field *)(head + 1) = (hi_field){what, HI_FIELD_BYTES, 24, count};
            self->api->complete(self->host, call, HI_OK, (hi_bytes){out, 24 + count}, 0);
        }

        static hi_status start(void *context, hi_id call, hi_bytes message, uint64_t deadline, hi_error *error) {
            const hi_message *head = (const hi_message *)message.data;
            // HI_JOB_NAME has the same number.
            const hi_field *name = field(message.data, HI_REQUEST_ROUTE);
            int is_job = head->kind == HI_KIND_JOB_RUN;
            if (memcmp(message.data + name->offset, "stay", 4) == 0) {
                staying++;
                while (!is_released) usleep(1000);
                staying--;
            } else if (CRASHES) {
                *(volatile int *)8 = 1;
            }
            answer(context, call, is_job ? HI_KIND_JOB_ANSWER : HI_KIND_HTTP_ANSWER, is_job ? HI_JOB_ANSWER_SUMMARY : HI_ANSWER_BODY);
            return HI_OK;
        }
        """#
}
