// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that its release build needs nothing of the host. The sources are the project's, by link.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "PluginCall",
    products: [
        .executable(name: "PluginCall", targets: ["PluginCall"]),
        .library(name: "NullPlugin", type: .dynamic, targets: ["NullPluginEntry"]),
    ],
    targets: [
        .target(name: "CLinux", path: "Sources/CLinux"),
        .target(name: "PluginABI", path: "Sources/PluginABI"),
        .target(name: "PluginKit", dependencies: ["PluginABI", "CLinux"], path: "Sources/PluginKit", swiftSettings: house),
        .target(name: "NullPlugin", dependencies: ["PluginKit"], swiftSettings: house),
        .target(
            name: "NullPluginEntry", dependencies: ["NullPlugin", "PluginABI"],
            linkerSettings: [
                .unsafeFlags([
                    "-Xlinker", "--version-script=\(Context.packageDirectory)/../../Plugins/plugin.map",
                    "-Xlinker", "-z", "-Xlinker", "nodelete",
                ])
            ]),
        .executableTarget(name: "PluginCall", dependencies: ["PluginABI", "CLinux"], swiftSettings: house),
    ]
)
