/// Where finished log lines go. Must not block and may be called from any thread.
package protocol LogSink: Sendable {
    /// Takes one line with its line feed.
    func write(_ line: [UInt8])
}
