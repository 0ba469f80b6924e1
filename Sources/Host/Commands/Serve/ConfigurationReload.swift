import HostTenancy
import ServiceLifecycle
import UnixSignals

/// SIGHUP: the configuration is read again; a wrong one changes nothing. Bundles that were listed since are loaded, and those that
/// were left out tried again; none is ever unloaded: what needs a restart is told in the log.
struct ConfigurationReload: Sendable {
    let parts: HostParts
    let firstFile: TenantsFile
    let loader: PluginLoader

    /// Returns when the task is cancelled.
    func run() async {
        var plugins = PluginList(firstFile.plugins)
        for await _ in await UnixSignalsSequence(trapping: [.sighup]) {
            let file: TenantsFile
            do {
                file = try TenantsFile.read(path: parts.configPath)
                let report = try await parts.apply.apply(file)
                parts.logger.info(
                    "configuration applied", metadata: ["changes": "\(report.changes.count)", "kept": "\(report.kept.count)"])
            } catch {
                parts.logger.error("the configuration was not applied; the one before stays in force", metadata: ["error": "\(error)"])
                continue
            }
            if case .down = parts.health.report.components["plugins"] {
                parts.logger.warning("plugins listed since the start are not loaded yet: the host is starting; send SIGHUP again")
                continue
            }
            let change = plugins.follow(file.plugins, isFailed: { parts.plugins.loadFailures[$0] != nil })
            for (id, reason) in change.needsRestart {
                parts.logger.warning("restart the host to apply this: \(reason)", metadata: ["plugin": "\(id)"])
            }
            loader.follow(file)
        }
    }
}
