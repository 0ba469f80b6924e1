/// Where an instance is reachable just now: its number in one life of a worker.
struct WorkerLink: Sendable {
    let session: WorkerSession
    let channel: WorkerChannel
    let number: UInt32
}
