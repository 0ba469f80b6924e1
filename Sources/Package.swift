// swift-tools-version: 6.2
import PackageDescription

// PluginKit alone, for plugins outside this repository: a package that depends on this folder needs none of the host's dependencies.
let package = Package(
    name: "hashinsight",
    products: [
        .library(name: "PluginABI", targets: ["PluginABI"]),
        .library(name: "PluginKit", targets: ["PluginKit"]),
    ],
    targets: [
        .target(name: "CLinux", path: "System/CLinux"),
        .target(name: "PluginABI", path: "PluginABI"),
        .target(
            name: "PluginKit", dependencies: ["PluginABI", "CLinux"], path: "PluginKit",
            swiftSettings: [
                .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
    ]
)
