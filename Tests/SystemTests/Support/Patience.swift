/// Looks again until something is so; a bound, not a timing: it fails only when the thing does not come at all.
@discardableResult
func eventually<T>(_ what: String, patience: Duration = .seconds(60), _ look: () async throws -> T?) async throws -> T {
    let end = ContinuousClock.now + patience
    var lastError: (any Error)?
    while ContinuousClock.now < end {
        do {
            if let found = try await look() { return found }
        } catch {
            lastError = error
        }
        try await Task.sleep(for: .milliseconds(50))
    }
    throw TestFailure("it never came about that \(what)\(lastError.map { "; last error: \($0)" } ?? "")")
}
