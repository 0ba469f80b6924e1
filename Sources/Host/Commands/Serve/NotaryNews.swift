import HostData
import HostNotary
import HostPlugins
import HostWeb

/// Tells open pages of the operator that the notary went on or met trouble, on this host or another.
struct NotaryNews: Sendable {
    let events: EventBus
    let notary: ChainNotary

    private struct Picture: Equatable {
        let queue: NotaryStore.Signs
        let troubles: [NotaryTrouble.Kind]
    }

    /// Until the task is cancelled: looks every other second, since the host that anchors says how far it is in the database alone.
    func run() async {
        var known: Picture?
        while !Task.isCancelled {
            if let signs = try? await notary.store.signs() {
                let picture = Picture(queue: signs, troubles: notary.figures.troubles.map(\.kind))
                if let known, known != picture {
                    events.publishHere(
                        HostEvent(tenantKey: TenantKey.operator.rawValue, topic: HostTopic.notary, payloadJSON: Array("{}".utf8)))
                }
                known = picture
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }
}
