/// How one attempt at a delivery ended.
enum DeliveryResult: Sendable, Equatable {
    case sent
    /// It may go well another time.
    case again(String)
    /// It will not go well.
    case failed(String)
    /// The receiver wants nothing more at all.
    case gone(String)

    /// What became of it after so many attempts: the word that is stored, the reason, and the seconds to the next attempt.
    func settled(after attempts: Int64) -> (state: String, reason: String, waitSeconds: Int64?) {
        switch self {
        case .sent: return ("sent", "", nil)
        case .failed(let reason), .gone(let reason): return ("failed", reason, nil)
        case .again(let reason):
            guard let wait = RetrySchedule.wait(after: attempts) else { return ("failed", reason, nil) }
            return ("waiting", reason, wait)
        }
    }
}
