/// Where an instance is reachable just now: its number in one life of a worker.
struct WorkerLink: Sendable {
    let session: WorkerSession
    let channel: WorkerChannel
    let number: UInt32

    /// Whether it is the same number of the same life: each life counts anew.
    func isSame(as other: WorkerLink) -> Bool { session === other.session && number == other.number }
}
