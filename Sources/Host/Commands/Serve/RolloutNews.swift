import HostData
import HostPlugins
import HostTenancy
import HostWeb

/// Tells open pages of the operator that an upgrade went on, on this host or another.
struct RolloutNews: Sendable {
    let events: EventBus
    let store: RolloutStore
    private let bell = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(events: EventBus, store: RolloutStore) {
        self.events = events
        self.store = store
    }

    /// What a page shows of a rollout.
    private struct Picture: Equatable {
        let revision: Int64
        let state: Rollout.State
        let hosts: [RolloutHost]
    }

    /// Registers with the feed. Call before it starts.
    func follow(_ feed: ChangeFeed) {
        feed.add { [bell] notification in
            switch notification {
            case .connected, .rollouts, .bundles: bell.continuation.yield()
            case .tenancy, .session, .member: break
            }
        }
    }

    /// Until the task is cancelled: looks at every change, and each second while a rollout is under way, since the hosts say how far
    /// they are in the database alone.
    func run() async {
        var known: [String: Picture] = [:]
        while !Task.isCancelled {
            let rollouts = (try? await store.all()) ?? []
            for rollout in rollouts {
                let isOver = rollout.state != .running
                if isOver, let picture = known[rollout.plugin], picture.revision == rollout.revision { continue }
                let hosts = (try? await store.hosts(of: rollout.plugin)) ?? []
                let picture = Picture(revision: rollout.revision, state: rollout.state, hosts: hosts)
                guard known.updateValue(picture, forKey: rollout.plugin) != picture else { continue }
                // Plugins' ids are lower-case letters and digits.
                events.publishHere(
                    HostEvent(
                        tenantKey: TenantKey.operator.rawValue, topic: HostTopic.rollout,
                        payloadJSON: Array("{\"plugin\":\"\(rollout.plugin)\"}".utf8)))
            }
            await wait(isUnderWay: rollouts.contains { $0.state == .running })
        }
    }

    /// Until the bell rings, or for a second while there is something to look at.
    private func wait(isUnderWay: Bool) async {
        let tick =
            isUnderWay
            ? Task { [bell] in
                // One that was cancelled must not ring: the next wait would end at once, and every one after it.
                guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
                bell.continuation.yield()
            } : nil
        defer { tick?.cancel() }
        for await _ in bell.stream { return }
    }
}
