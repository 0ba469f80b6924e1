import ArgumentParser
import Foundation
import HostData
import HostPlugins
import HostTenancy
import HostWeb
import Logging

/// `hashinsight dev-host`: the served host of `dev`, which tells it on standard input what its pages shall show: a line of JSON each time.
struct DevelopHost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "dev-host", shouldDisplay: false)

    @Argument var pluginId: String
    @OptionGroup var host: HostOptions
    @Option var listen: String
    @Option var logins: String
    @Option var notice: String
    @Flag var again = false

    func run() async throws {
        try await Failure.exiting {
            LoggingSystem.bootstrap { label in
                var handler = StreamLogHandler.standardError(label: label)
                // The plugin's own lines, and what is wrong elsewhere.
                handler.logLevel = label == "plugins" ? .info : .warning
                return handler
            }
            let file = try TenantsFile.forCommand(host.config)
            let connection = try await HostConnection.open(host, loopCount: 2, isPrivate: true, logger: Logger(label: "database"))
            let parts = HostParts(connection, configPath: host.config)
            let notice = DevelopmentNotice()
            var server = HostServer(
                parts: parts, address: try ListenAddress(listen), firstFile: file, demoLogins: logins, isDevelopment: true)
            server.decorate = { [pluginId, folder = self.notice] in
                DevelopmentAdapter(plugins: $0, notice: notice, pluginId: pluginId, noticeFolder: folder)
            }
            server.onListening = { [pluginId, again, logins] port in
                Task {
                    let hasPlugin = file.plugins.contains { $0.id == pluginId }
                    await Self.settle(parts, notice, pluginId, hasPlugin: hasPlugin, port: port, logins: again ? nil : logins)
                }
            }
            Self.listen(to: FileHandle.standardInput) { content in
                notice.set(content)
                Self.reload(parts)
            }
            do { try await server.run() } catch {
                await parts.close()
                throw error
            }
            await parts.close()
        }
    }

    /// Says that the plugin is served, or shows why it is not.
    private static func settle(
        _ parts: HostParts, _ notice: DevelopmentNotice, _ pluginId: String, hasPlugin: Bool, port: Int, logins: String?
    ) async {
        do {
            try await HostReadiness(parts: parts, pluginId: pluginId, tenants: hasPlugin ? ["provider", "client"] : []).wait()
            if hasPlugin { Talk.say("dev: served at http://127.0.0.1:\(port)/\(pluginId)") }
        } catch let failure as Failure {
            let content = DevelopmentNotice.Content(
                heading: "The plugin does not start", faults: [BuildFault(place: "", text: failure.description)],
                output:
                    "The terminal that dev runs in has the log. A migration that was applied must not change: remove .dev to begin anew.")
            notice.set(content)
            Talk.say("dev: \(content.heading): \(failure.description)")
            reload(parts)
        } catch {
            return
        }
        guard let logins, let text = try? String(contentsOfFile: logins, encoding: .utf8) else { return }
        Talk.say("dev: sign in as")
        for line in text.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            if cells.count == 4 { Talk.say("  \(cells[0])  \(cells[1])") }
        }
    }

    /// Each line is a notice, or `null`. The end of the input is the end of `dev`, and so of this host.
    private static func listen(to input: FileHandle, _ hear: @escaping @Sendable (DevelopmentNotice.Content?) -> Void) {
        let descriptor = input.fileDescriptor
        Thread.detachNewThread {
            var buffer: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                buffer += chunk[..<count]
                while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                    hear(try? JSONDecoder().decode(DevelopmentNotice.Content.self, from: Data(buffer[..<end])))
                    buffer.removeSubrange(...end)
                }
            }
            kill(getpid(), SIGTERM)
        }
    }

    /// Makes every open page load itself again.
    private static func reload(_ parts: HostParts) {
        for tenant in parts.directory.snapshot.tenants {
            parts.events.publishHere(HostEvent(tenantKey: tenant.key.rawValue, topic: HostTopic.reloaded, payloadJSON: Array("{}".utf8)))
        }
    }
}
