import Testing

@testable import HostPlugins

@Suite("Whether an upgrade has come as far as was asked")
struct RolloutProgressTests {
    private func rollout(_ state: Rollout.State = .running, number: Int64 = 1, revision: Int64 = 5, reason: String? = nil) -> Rollout {
        Rollout(
            plugin: "greeter", number: number, revision: revision, baseDigest: "one",
            older: Rollout.Version(version: "1.0.0", digest: "one"), newer: Rollout.Version(version: "2.0.0", digest: "two"), share: .all,
            state: state, isContracted: false, reason: reason, startedAtMicros: 0, startedBy: "", changedAtMicros: 0, changedBy: "")
    }

    private func host(_ name: String, revision: Int64 = 5, waiting: Int = 0, note: String? = nil) -> RolloutHost {
        RolloutHost(host: name, revision: revision, newer: 1, older: 0, waiting: waiting, note: note)
    }

    private func progress(
        _ asked: Rollout.State = .running, now: Rollout?, _ hosts: [RolloutHost] = [], silent: [String] = []
    ) -> RolloutProgress {
        RolloutProgress(of: rollout(asked), now: now, hosts: hosts, silent: silent)
    }

    @Test("It has when every host there is has followed and none lacks anything; a host that nobody heard of is waited for")
    func followed() {
        #expect(progress(now: rollout(), [host("a"), host("b")]) == .followed)
        #expect(progress(now: rollout(.done, revision: 5), [host("a")]) == .followed, "ended by itself meanwhile")
        #expect(progress(.rolledBack, now: rollout(.rolledBack), [host("a")]) == .followed)
        #expect(progress(now: rollout(), []) == .nobody)
        #expect(
            progress(now: rollout(), [host("a")], silent: ["b"])
                == .underWay(reasons: ["the host b has said nothing of it yet"], isHindered: false))
    }

    @Test("A host that is behind, has tenants to bring over or cannot load the version is named with what it says")
    func behind() {
        #expect(
            progress(now: rollout(), [host("a", revision: 4, note: "of before"), host("b")])
                == .underWay(reasons: ["the host a has not followed yet"], isHindered: false))
        #expect(
            progress(now: rollout(), [host("a", waiting: 1)])
                == .underWay(reasons: ["on the host a 1 tenant is still to come"], isHindered: false))
        #expect(
            progress(now: rollout(), [host("a", waiting: 3, note: "waiting for secret x"), host("b", note: "cannot be loaded")])
                == .underWay(
                    reasons: [
                        "on the host a 3 tenants are still to come: waiting for secret x",
                        "on the host b the version does not serve: cannot be loaded",
                    ], isHindered: true))
        #expect(
            progress(now: rollout(revision: 6), [host("a")])
                == .underWay(reasons: ["the host a has not followed yet"], isHindered: false), "somebody has changed the share meanwhile")
    }

    @Test("A version that went back, and another upgrade in its place, is not what was asked, whatever the hosts say")
    func elsewhere() {
        let back = "an instance cannot be made: no"
        #expect(
            progress(now: rollout(.rolledBack, revision: 6, reason: back), [host("a", revision: 6)])
                == .elsewhere(reason: "greeter 2.0.0 went back: an instance cannot be made: no; greeter 1.0.0 serves"))
        #expect(progress(now: rollout(.failed)) == .elsewhere(reason: "greeter 2.0.0 went back; greeter 1.0.0 serves"))
        #expect(
            progress(.rolledBack, now: rollout(.running))
                == .elsewhere(reason: "the way back was overtaken by another change; greeter 1.0.0 serves"))
        #expect(
            progress(now: rollout(number: 2), [host("a")])
                == .elsewhere(reason: "another upgrade of greeter has taken its place: 1.0.0 → 2.0.0 for all tenants"))
        #expect(progress(now: nil) == .elsewhere(reason: "another upgrade of greeter has taken its place"))
    }
}
