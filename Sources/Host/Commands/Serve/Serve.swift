import ArgumentParser
import Foundation
import HostEgress
import HostOperate
import HostPlugins
import HostTenancy
import Logging

/// `hashinsight serve`: runs the host until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the host.")

    @OptionGroup var host: HostOptions
    @Option(help: ArgumentHelp("Address and port for HTTP; `:5000` takes every address.", valueName: "host:port"))
    var listen = "127.0.0.1:5000"
    @Option(help: ArgumentHelp("Give members without a password one, and write them all to this file.", valueName: "file"))
    var demoLogins: String?
    @Flag(help: "Read templates afresh for every page, and load bundles that nobody has signed.")
    var develop = false
    @Option(
        help: ArgumentHelp(
            "How long each migration may take of a bundle under path that replaces another. One that takes longer is rolled back.",
            valueName: "seconds"))
    var migrationSeconds = 300

    func validate() throws {
        guard (1...MigrationLimit.maximumSeconds).contains(migrationSeconds) else {
            throw ValidationError("--migration-seconds is a number from 1 to \(MigrationLimit.maximumSeconds)")
        }
    }

    func run() async throws {
        try await Failure.exiting {
            let address = try ListenAddress(listen)
            let file = try TenantsFile.forCommand(host.config)
            let mailServer = try MailEnvironment.server(Environment())
            let redis = try CacheEnvironment.redis(Environment())
            let notary = try await NotaryEnvironment.maker(Environment())
            let pinner = try PinningEnvironment.maker(Environment())
            let sink = DescriptorLogSink()
            let level: Logger.Level = develop ? .debug : .info
            LoggingSystem.bootstrap { JSONLogHandler(label: $0, sink: sink, logLevel: level) }
            defer { sink.flush() }
            FileDescriptorLimit.raise(to: 65_536)
            let connection = try await HostConnection.open(
                host, loopCount: 2, startsWithout: true, logger: Logger(label: "database"))
            let parts = HostParts(
                connection, configPath: host.config, mailServer: mailServer, redis: redis, notary: notary, pinner: pinner,
                migrationLimit: MigrationLimit(seconds: migrationSeconds))
            let server = HostServer(parts: parts, address: address, firstFile: file, demoLogins: demoLogins, isDevelopment: develop)
            do {
                try await server.run()
            } catch {
                await parts.close()
                throw error
            }
            await parts.close()
        }
    }
}
