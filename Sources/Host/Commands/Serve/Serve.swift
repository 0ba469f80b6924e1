import ArgumentParser
import Foundation
import HostEgress
import HostOperate
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
            let parts = HostParts(connection, configPath: host.config, mailServer: mailServer, redis: redis, notary: notary, pinner: pinner)
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
