import PluginABI

/// The host's structured log; plugin and tenant are marked by the host. Never waits and never fails.
public struct Log: Sendable {
    let host: HostHandle

    /// What only matters when looking for a defect.
    public func debug(_ message: @autoclosure () -> String) { write(HI_LOG_DEBUG, message()) }

    /// What happened as it should.
    public func info(_ message: @autoclosure () -> String) { write(HI_LOG_INFO, message()) }

    /// What someone should look at some day.
    public func warning(_ message: @autoclosure () -> String) { write(HI_LOG_WARNING, message()) }

    /// What someone should look at now.
    public func error(_ message: @autoclosure () -> String) { write(HI_LOG_ERROR, message()) }

    private func write(_ level: Int, _ message: @autoclosure () -> String) {
        guard let write = host.services.log?.write else { return }
        try? host.use { pointer in message().withABIBytes { write(pointer, Int32(level), $0) } }
    }
}
