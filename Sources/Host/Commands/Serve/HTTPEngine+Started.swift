import HostEgress
import Logging

extension HTTPEngine {
    /// The host's engine for outgoing requests; nil, and an error in the log, where the machine has no thread or descriptor for it.
    static func started(_ logger: Logger) -> HTTPEngine? {
        do {
            return try HTTPEngine()
        } catch {
            logger.error("outgoing requests are not possible: \(error)")
            return nil
        }
    }
}
