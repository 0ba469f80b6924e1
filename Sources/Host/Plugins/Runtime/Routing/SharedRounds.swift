/// Lets those who want the same work done share it: each gets a round that began after it asked.
actor SharedRounds {
    private var current: [String: Task<Void, Never>] = [:]
    private var following: [String: Task<Void, Never>] = [:]

    /// Returns when a round of `work` that began after this call has ended.
    func join(_ name: String, _ work: @escaping @Sendable () async -> Void) async {
        if let next = following[name] { return await next.value }
        let before = current[name]
        let round = Task {
            if let before {
                await before.value
                self.begin(name)
            }
            await work()
            self.ended(name)
        }
        if before == nil { current[name] = round } else { following[name] = round }
        await round.value
    }

    private func begin(_ name: String) { current[name] = following.removeValue(forKey: name) }

    private func ended(_ name: String) { current[name] = nil }
}
