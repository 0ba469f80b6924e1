import Foundation

/// A small plugin in C that a walk needs, compiled where it runs.
enum PluginInC {
    /// Builds a bundle; its path.
    ///
    /// - Parameter source: Its own part: a `start` that takes an `instance`, with what that needs; `field` reads a message.
    static func build(_ name: String, manifest: String, library: String, source: String, in folder: String) async throws -> String {
        let (bundle, code) = ("\(folder)/\(name).plugin", "\(folder)/\(name).c")
        try FileManager.default.createDirectory(atPath: bundle, withIntermediateDirectories: true)
        try manifest.write(toFile: bundle + "/plugin.yaml", atomically: true, encoding: .utf8)
        try (beginning + source + end).write(toFile: code, atomically: true, encoding: .utf8)
        let outcome = try await Product.run(
            "/usr/bin/env",
            [
                "cc", "-std=gnu11", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden", "-I",
                Product.root + "/Sources/PluginABI/include", "-o", bundle + "/" + library, code,
            ], environment: ["PATH": "/usr/bin:/bin"])
        guard outcome.exitCode == 0 else { throw TestFailure("the plugin does not compile: \(outcome.talk)") }
        return bundle
    }

    private static let beginning = #"""
        #include <hashinsight/abi.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>

        typedef struct { hi_host *host; const hi_host_api *api; } instance;

        static hi_status create(const struct hi_plugin_1 *plugin, hi_host *host, const hi_host_api *api, hi_bytes settings, void **made,
                                hi_error *error) {
            instance *self = calloc(1, sizeof *self);
            *self = (instance){host, api};
            *made = self;
            return HI_OK;
        }
        static void destroy(void *context) { free(context); }
        static void cancel(void *context, hi_id call) {}

        static const hi_field *field(const uint8_t *message, int id) {
            const hi_message *head = (const hi_message *)message;
            const hi_field *fields = (const hi_field *)(head + 1);
            for (int i = 0; i < head->field_count; i++) if (fields[i].id == id) return &fields[i];
            return 0;
        }


        """#

    private static let end = #"""


        static const hi_plugin_1 plugin = {.size = sizeof plugin, .create = create, .destroy = destroy, .start = start, .cancel = cancel};
        static const void *get(const char *id) { return strcmp(id, HI_PLUGIN_1) == 0 ? &plugin : 0; }
        __attribute__((visibility("default"))) const hi_entry hashinsight_plugin = {
            HI_ENTRY_MAGIC, HI_ABI_MAJOR, HI_ABI_MINOR, sizeof(hi_entry), 0, get};
        """#
}
