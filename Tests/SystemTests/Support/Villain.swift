import Foundation

/// The hostile plugin of `Tests/SystemTests/Hostile`, compiled as its author would.
enum Villain {
    /// Builds the bundle in a folder; the path of the bundle.
    static func build(in folder: String) async throws -> String {
        let root = Product.root
        let source = root + "/Tests/SystemTests/Hostile"
        let bundle = folder + "/Villain.plugin"
        let files = FileManager.default
        try files.createDirectory(atPath: bundle, withIntermediateDirectories: true)
        for part in ["plugin.yaml", "migrations", "queries"] {
            try files.copyItem(atPath: "\(source)/\(part)", toPath: "\(bundle)/\(part)")
        }
        let sources = try files.contentsOfDirectory(atPath: source + "/src").filter { $0.hasSuffix(".c") }
        let outcome = try await Product.run(
            "/usr/bin/env",
            ["cc", "-std=gnu11", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread"]
                + ["-I", root + "/Sources/PluginABI/include", "-o", bundle + "/libVillain.so"] + sources.map { "\(source)/src/\($0)" },
            environment: ["PATH": "/usr/bin:/bin"])
        guard outcome.exitCode == 0 else { throw TestFailure("the hostile plugin does not compile: \(outcome.talk)") }
        return bundle
    }
}
