internal import Ethereum
internal import EventLoop

extension NotarySender {
    /// What is wrong as far as a host can tell that does not anchor; looked at now and then.
    func watch() async -> [NotaryTrouble] {
        let now = EventLoop.nowNanos()
        if let watched, now - watched.atNanos < rules.resendNanos { return watched.troubles }
        let watch = NotaryWatch(store: store, chain: chain)
        var found: [NotaryTrouble] = []
        do {
            found = try await watch.stored() + leftByOthers()
            if let head = try await watch.headBehind() {
                if watchedHead.isOver(nowNanos: now, limitNanos: rules.strangerNanos) { found.append(.behind(head: head)) }
            } else {
                watchedHead.reset()
            }
        } catch {
            // Nodes and database that do not answer are told where they are asked for more.
            watchedHead.reset()
        }
        watched = (found, now)
        return found
    }
}
