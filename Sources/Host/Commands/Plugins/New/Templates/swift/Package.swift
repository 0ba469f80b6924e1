// swift-tools-version: 6.2
import PackageDescription

/// The checkout that PluginKit comes from.
let kit = Context.environment["HASHINSIGHT_KIT"] ?? "my-kit"

/// Two versions of a plugin may be in one process: each has modules of its own name. The Makefile takes the version from plugin.yaml.
let version = Context.environment["PLUGIN_VERSION"] ?? "0.1.0"
let module = "MyPlugin_" + String(version.map { $0.isLetter || $0.isNumber ? $0 : "_" })

let package = Package(
    name: "my_plugin",
    products: [.library(name: "MyPlugin", type: .dynamic, targets: ["MyPluginEntry"])],
    dependencies: [.package(name: "hashinsight", path: kit + "/Sources")],
    targets: [
        .target(
            name: module, dependencies: [.product(name: "PluginKit", package: "hashinsight")], path: "Sources/MyPlugin",
            swiftSettings: [.swiftLanguageMode(.v6)]),
        // The library exports the entry alone, and is never unloaded.
        .target(
            name: "MyPluginEntry", dependencies: [.byName(name: module), .product(name: "PluginABI", package: "hashinsight")],
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "--version-script=\(Context.packageDirectory)/plugin.map", "-Xlinker", "-z", "-Xlinker", "nodelete",
                ])
            ]),
    ]
)
