/// Which rule of the protocol a worker broke. It ends the worker: its bytes have no meaning from there on.
struct WorkerFrameError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was found and what was expected.
    let message: String
    init(_ message: String) { self.message = message }
    var description: String { message }
}
