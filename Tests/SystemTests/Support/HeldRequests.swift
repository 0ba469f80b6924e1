import Foundation
import Glibc

/// Many requests at once, whose answers nobody reads until they are asked for. One thread at a time has to do with all of them.
final class HeldRequests: Sendable {
    private let descriptors: [Int32]
    private let port: UInt16

    /// Sends them. Blocks as long as the host takes to accept so many connections.
    init(_ member: Client, path: String, count: Int) throws {
        let request = member.request("GET", path)
        port = member.port
        var descriptors: [Int32] = []
        do {
            for _ in 0..<count { descriptors.append(try Client.sendBlocking(request, port: member.port)) }
        } catch {
            for descriptor in descriptors { close(descriptor) }
            throw error
        }
        self.descriptors = descriptors
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    /// How often each status came; 0 for no answer.
    func statuses() async -> [Int: Int] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let statuses = self.descriptors.map { descriptor in
                    (try? Answer(parsing: Client.receiveBlocking(descriptor, port: self.port)).status) ?? 0
                }
                continuation.resume(returning: Dictionary(statuses.map { ($0, 1) }, uniquingKeysWith: +))
            }
        }
    }
}
