import UnixSignals

/// Signals of the operating system as something to wait for.
enum Signals {
    /// Suspends until one of the signals comes. They no longer end the process by themselves from then on.
    static func wait(for signals: [UnixSignal]) async {
        for await _ in await UnixSignalsSequence(trapping: signals) { return }
    }
}
