import Dispatch
import Foundation

/// Signals of the operating system as something to wait for.
enum Signals {
    /// Suspends until one of the signals comes. They no longer end the process by themselves from then on.
    static func wait(for numbers: [Int32]) async {
        for await _ in stream(numbers) { return }
    }

    /// Each signal as it comes.
    static func stream(_ numbers: [Int32]) -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(8))
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
        continuation.onTermination = { _ in for source in sources { source.cancel() } }
        return stream
    }
}
