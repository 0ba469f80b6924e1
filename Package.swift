// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of the house: language mode 6 (strict concurrency) and warnings as errors.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A plugin exports one symbol, the entry; images are never unloaded (see docs/architecture.md).
let pluginLinking: [LinkerSetting] = [
    .unsafeFlags([
        "-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/plugin.map",
        "-Xlinker", "-z", "-Xlinker", "nodelete",
    ])
]

let package = Package(
    name: "hashinsight",
    products: [
        .executable(name: "hashinsight", targets: ["hashinsight"]),
        .executable(name: "hashinsight-worker", targets: ["hashinsight-worker"]),
        .library(name: "PluginABI", targets: ["PluginABI"]),
        .library(name: "PluginKit", targets: ["PluginKit"]),
        .library(name: "Hosting", type: .dynamic, targets: ["HostingEntry"]),
        .library(name: "Analytics", type: .dynamic, targets: ["AnalyticsEntry"]),
        .library(name: "Calculator", type: .dynamic, targets: ["CalculatorEntry"]),
        .library(name: "CRM", type: .dynamic, targets: ["CRMEntry"]),
        .library(name: "Blockchain", type: .dynamic, targets: ["BlockchainEntry"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    ],
    targets: [
        // System libraries and headers that Swift has no module for
        .target(name: "CLinux", path: "Sources/System/CLinux"),
        .systemLibrary(name: "CLibPQ", path: "Sources/System/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CArgon2", path: "Sources/System/CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CPgQuery", path: "Sources/System/CPgQuery", providers: [.apt(["libpg-query-dev"])]),

        .systemLibrary(name: "CCurl", path: "Sources/System/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        .systemLibrary(name: "CHiredis", path: "Sources/System/CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),

        .systemLibrary(
            name: "CSecp256k1", path: "Sources/System/CSecp256k1", pkgConfig: "libsecp256k1", providers: [.apt(["libsecp256k1-dev"])]),
        .systemLibrary(name: "CSodium", path: "Sources/System/CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),

        // What host and plugins share of the chain; knows neither
        .target(
            name: "Ethereum",
            dependencies: [
                "CSecp256k1", "CSodium", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: house),

        // The contract and the SDK over it
        .target(name: "PluginABI"),
        .target(name: "PluginKit", dependencies: ["PluginABI", "CLinux"], swiftSettings: house),

        // The process that an instance with `isolation: worker` runs in
        .target(name: "WorkerProtocol", dependencies: ["PluginABI"]),
        .systemLibrary(name: "CSeccomp", path: "Sources/System/CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .executableTarget(
            name: "hashinsight-worker", dependencies: ["WorkerProtocol", "PluginABI", "CSeccomp"], path: "Sources/Worker",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
            // Libraries of the plugin find them before the C library's (thread_states.h, plugin_threads.h).
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "--export-dynamic-symbol=open", "-Xlinker", "--export-dynamic-symbol=pthread_create"])
            ]),

        // The ground
        .target(name: "EventLoop", dependencies: ["CLinux"], swiftSettings: house),
        .target(name: "PostgresClient", dependencies: ["EventLoop", "CLibPQ"], swiftSettings: house),

        // The host, from the bottom up
        .target(
            name: "HostData",
            dependencies: [
                "PostgresClient", "EventLoop", "CLinux", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Host/Data", resources: [.embedInCode("Migrations")], swiftSettings: house),
        .target(
            name: "HostTenancy",
            dependencies: [
                "HostData", "PostgresClient", "CArgon2", .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Host/Tenancy", swiftSettings: house),
        .target(
            name: "HostEgress", dependencies: ["EventLoop", "CLinux", "CCurl"],
            path: "Sources/Host/Egress", swiftSettings: house),
        .target(
            name: "HostCache",
            dependencies: ["HostData", "CCurl", "CHiredis", "CLinux", .product(name: "Crypto", package: "swift-crypto")],
            path: "Sources/Host/Cache", swiftSettings: house),
        .target(
            name: "HostJobs", dependencies: ["EventLoop", "HostData", "PostgresClient", .product(name: "Logging", package: "swift-log")],
            path: "Sources/Host/Jobs", swiftSettings: house),
        .target(
            name: "HostNotary",
            dependencies: [
                "Ethereum", "PostgresClient", "EventLoop", "HostData", "HostEgress", "CLinux",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Host/Notary", swiftSettings: house),
        .target(
            name: "HostPinning",
            dependencies: [
                "Ethereum", "PostgresClient", "EventLoop", "HostData", "HostEgress", .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Host/Pinning", swiftSettings: house),
        .target(
            name: "HostPlugins",
            dependencies: [
                "PluginABI", "WorkerProtocol", "PostgresClient", "EventLoop", "HostData", "HostTenancy", "HostEgress", "HostJobs",
                "HostCache", "HostNotary", "HostPinning", "Ethereum", "CPgQuery",
                "CLinux",
                .product(name: "Yams", package: "Yams"), .product(name: "Logging", package: "swift-log"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Sources/Host/Plugins", swiftSettings: house,
            // libpg_query and libpq both carry PostgreSQL's internals: the archive's symbols stay local to the executable.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--exclude-libs=libpg_query.a"])]),
        .target(name: "CProbe", path: "Sources/System/CProbe"),
        .target(
            name: "HostConformance",
            dependencies: [
                "HostPlugins", "HostData", "HostTenancy", "HostEgress", "PostgresClient", "EventLoop", "PluginABI", "CProbe", "CLinux",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Host/Conformance", swiftSettings: house),
        .target(
            name: "HostOperate", dependencies: [.product(name: "Logging", package: "swift-log")],
            path: "Sources/Host/Operate", swiftSettings: house),
        .target(
            name: "HostWeb",
            dependencies: [
                "HostOperate", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Host/Web", resources: [.copy("Resources")], swiftSettings: house),
        .target(
            name: "MinerSimulator",
            dependencies: [
                "EventLoop", "CLinux", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: house, linkerSettings: [.linkedLibrary("crypt")]),
        .executableTarget(
            name: "hashinsight",
            dependencies: [
                "HostWeb", "HostConformance", "HostPlugins", "HostJobs", "HostTenancy", "HostEgress", "HostData", "HostOperate",
                "HostCache", "HostNotary", "HostPinning", "PostgresClient", "EventLoop", "MinerSimulator", "Ethereum", "CLinux",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Host/Commands", exclude: ["Plugins/New/Templates"], swiftSettings: house,
            linkerSettings: [.unsafeFlags(["-Xlinker", "--exclude-libs=libpg_query.a"])]),

        // Plugins
        .target(
            name: "Hosting",
            dependencies: [
                "PluginKit", .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            path: "Plugins/Hosting/Sources", swiftSettings: house),
        .target(
            name: "HostingEntry", dependencies: ["Hosting", "PluginABI"], path: "Plugins/Hosting/Entry",
            linkerSettings: pluginLinking),
        .target(name: "Analytics", dependencies: ["PluginKit"], path: "Plugins/Analytics/Sources", swiftSettings: house),
        .target(
            name: "AnalyticsEntry", dependencies: ["Analytics", "PluginABI"], path: "Plugins/Analytics/Entry",
            linkerSettings: pluginLinking),
        .target(name: "Calculator", dependencies: ["PluginKit"], path: "Plugins/Calculator/Sources", swiftSettings: house),
        .target(
            name: "CalculatorEntry", dependencies: ["Calculator", "PluginABI"], path: "Plugins/Calculator/Entry",
            linkerSettings: pluginLinking),
        .target(name: "CRM", dependencies: ["PluginKit"], path: "Plugins/CRM/Sources", swiftSettings: house),
        .target(
            name: "CRMEntry", dependencies: ["CRM", "PluginABI"], path: "Plugins/CRM/Entry", linkerSettings: pluginLinking),
        .target(
            name: "Blockchain", dependencies: ["PluginKit", "Ethereum", .product(name: "Crypto", package: "swift-crypto")],
            path: "Plugins/Blockchain/Sources", swiftSettings: house),
        .target(
            name: "BlockchainEntry", dependencies: ["Blockchain", "PluginABI"], path: "Plugins/Blockchain/Entry",
            linkerSettings: pluginLinking),

        // Figures
        .executableTarget(
            name: "JobsBenchmark",
            dependencies: [
                "HostJobs", "HostData", "PostgresClient", "EventLoop", .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/Jobs", exclude: ["README.md", "run.py"], swiftSettings: house),
        .executableTarget(
            name: "WorkerCallBenchmark",
            dependencies: ["HostPlugins", "HostTenancy", "HostData", .product(name: "Logging", package: "swift-log")],
            path: "Benchmarks/WorkerCall", exclude: ["README.md", "run.py", "null.c", "peer.c"], swiftSettings: house,
            linkerSettings: [.unsafeFlags(["-Xlinker", "--exclude-libs=libpg_query.a"])]),

        .executableTarget(
            name: "IndicatorsBenchmark", dependencies: ["Analytics"], path: "Benchmarks/Indicators", exclude: ["README.md", "run.py"],
            swiftSettings: house),
        .executableTarget(
            name: "ArimaBenchmark", dependencies: ["Analytics"], path: "Benchmarks/Arima", exclude: ["README.md", "run.py"],
            swiftSettings: house),
        .executableTarget(
            name: "EthereumBenchmark", dependencies: ["Ethereum"], path: "Benchmarks/Ethereum", exclude: ["README.md", "run.py"],
            swiftSettings: house),
        .executableTarget(
            name: "NotaryIntervalBenchmark",
            dependencies: [
                "HostNotary", "Ethereum", "HostData", "PostgresClient", "EventLoop", .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/NotaryInterval", exclude: ["README.md", "run.py"], swiftSettings: house),
        .target(name: "AnomalyFleet", dependencies: ["Analytics"], path: "Benchmarks/Anomalies/Fleet", swiftSettings: house),
        .executableTarget(
            name: "AnomaliesBenchmark", dependencies: ["Analytics", "AnomalyFleet"], path: "Benchmarks/Anomalies",
            exclude: ["Fleet", "README.md", "run.py"], swiftSettings: house),

        // Tests, laid out like the sources
        .target(
            name: "TestSupport", dependencies: ["PostgresClient", "EventLoop", "Ethereum", "CLinux"], path: "Tests/Support",
            exclude: ["Devnet"], swiftSettings: house),
        .testTarget(
            name: "EthereumTests",
            dependencies: [
                "Ethereum", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            resources: [.copy("Vectors")], swiftSettings: house),
        .testTarget(name: "EventLoopTests", dependencies: ["EventLoop", "CLinux"], swiftSettings: house),
        .testTarget(name: "PostgresClientTests", dependencies: ["PostgresClient", "EventLoop", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "HostTenancyTests",
            dependencies: [
                "HostTenancy", "HostData", "PostgresClient", "EventLoop", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .testTarget(
            name: "HostDataTests", dependencies: ["HostData", "PostgresClient", "EventLoop", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "HostJobsTests",
            dependencies: [
                "HostJobs", "HostData", "PostgresClient", "EventLoop", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: house),
        .testTarget(
            name: "HostConformanceTests", dependencies: ["HostConformance", "HostPlugins"], swiftSettings: house),
        .testTarget(
            name: "SystemTests", dependencies: ["TestSupport", "Ethereum", "CLinux", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["Hostile"],
            swiftSettings: house),
        .testTarget(
            name: "HostNotaryTests",
            dependencies: [
                "HostNotary", "Ethereum", "HostData", "HostEgress", "PostgresClient", "EventLoop", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "HostPinningTests",
            dependencies: [
                "HostPinning", "Ethereum", "HostData", "HostEgress", "PostgresClient", "EventLoop", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(name: "HostCacheTests", dependencies: ["HostCache", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "HostEgressTests", dependencies: ["HostEgress", "EventLoop", "MinerSimulator", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "MinerSimulatorTests", dependencies: ["MinerSimulator"], resources: [.copy("Fixtures")], swiftSettings: house),
        .testTarget(name: "HostOperateTests", dependencies: ["HostOperate"], swiftSettings: house),
        .testTarget(
            name: "HostWebTests",
            dependencies: ["HostWeb", "HostOperate", "TestSupport", .product(name: "HummingbirdTesting", package: "hummingbird")],
            exclude: ["Fixtures"], swiftSettings: house),
        .testTarget(
            name: "HostPluginsTests",
            dependencies: [
                "HostPlugins", "WorkerProtocol", "HostData", "HostTenancy", "HostEgress", "HostJobs", "PostgresClient", "EventLoop",
                "HostCache", "HostNotary", "HostPinning", "Ethereum", "PluginABI",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "HostingTests",
            dependencies: [
                "Hosting", "PluginKit", "MinerSimulator", "HostPlugins", "HostData", "PostgresClient", "EventLoop", "TestSupport",
            ],
            exclude: ["Curtailment/Oracle"], resources: [.copy("Captures")], swiftSettings: house),
        .testTarget(
            name: "AnalyticsTests", dependencies: ["Analytics", "AnomalyFleet", "Hosting", "PluginKit", "TestSupport"],
            resources: [.copy("Fixtures")],
            swiftSettings: house),
        .testTarget(
            name: "CalculatorTests", dependencies: ["Calculator", "PluginKit", "TestSupport"], resources: [.copy("Vectors")],
            swiftSettings: house),
        .testTarget(
            name: "CRMTests", dependencies: ["CRM", "PluginKit", "TestSupport"], resources: [.copy("Vectors")], swiftSettings: house),
        .testTarget(
            name: "BlockchainTests",
            dependencies: ["Blockchain", "Ethereum", "PluginKit", "TestSupport", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: house),
        .testTarget(
            name: "WorkerTests", dependencies: ["WorkerProtocol", "PluginABI", "CLinux", "TestSupport"], exclude: ["Plugins"],
            swiftSettings: house),
        .testTarget(name: "PluginKitTests", dependencies: ["PluginKit", "PluginABI", "TestSupport"], swiftSettings: house),
    ]
)
