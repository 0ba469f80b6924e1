// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that its release build needs nothing of the host. The planner's sources are the plugin's, by link.
let package = Package(
    name: "CurtailmentBenchmark",
    targets: [
        .executableTarget(
            name: "CurtailmentBenchmark",
            swiftSettings: [
                .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ])
    ]
)
