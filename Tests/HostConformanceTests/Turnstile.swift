/// Lets a few in at a time: each check starts processes of its own, and more than the machine has processors for only wait for each other.
actor Turnstile {
    static let checks = Turnstile(places: 3)

    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    /// Runs `body` when there is a place.
    func pass<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
        if places > 0 { places -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        defer { if waiting.isEmpty { places += 1 } else { waiting.removeFirst().resume() } }
        return try await body()
    }
}
