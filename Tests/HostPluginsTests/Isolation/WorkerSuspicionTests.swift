import TestSupport
import Testing

@testable import HostPlugins

@Suite("Who is kept apart after a shared worker has died")
struct WorkerSuspicionTests {
    private func tenant(_ id: String, atWork: Bool = false, calledNanos: UInt64 = 0) -> WorkerSuspicion.Tenant {
        WorkerSuspicion.Tenant(id: id, isAtWork: atWork, calledNanos: calledNanos)
    }

    @Test("Those that it was at work for, and from the third death on everybody, who called last first")
    func suspects() {
        let tenants = [tenant("a", calledNanos: 5), tenant("b", atWork: true, calledNanos: 1), tenant("c", calledNanos: 9)]
        #expect(WorkerSuspicion.apart(tenants, crashes: 1, room: 9) == ["b"])
        #expect(WorkerSuspicion.apart(tenants, crashes: 2, room: 9) == ["b"])
        #expect(WorkerSuspicion.apart(tenants, crashes: 3, room: 9) == ["b", "c", "a"])
        #expect(WorkerSuspicion.apart(tenants, crashes: 3, room: 2) == ["b", "c"])
        #expect(WorkerSuspicion.apart(tenants, crashes: 3, room: 0) == [])
        #expect(WorkerSuspicion.apart([tenant("a"), tenant("b")], crashes: 2, room: 9) == [], "nobody known, nobody moved")
        #expect(WorkerSuspicion.apart([tenant("a", atWork: true), tenant("a")], crashes: 3, room: 9) == [], "it is alone already")
    }

    @Test("Never more than there is room for, nobody twice, and the tenants at work before all others")
    func properties() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        for _ in 0..<2_000 {
            let tenants = (0..<random.next() % 12).map { _ in
                tenant("t\(random.next() % 8)", atWork: random.next() % 3 == 0, calledNanos: random.next() % 100)
            }
            let (crashes, room) = (Int(random.next() % 6), Int(random.next() % 10))
            let apart = WorkerSuspicion.apart(tenants, crashes: crashes, room: room)
            #expect(apart.count <= room && Set(apart).count == apart.count && Set(apart).isSubset(of: tenants.map(\.id)))
            let atWork = Set(tenants.filter(\.isAtWork).map(\.id))
            if let last = apart.last(where: { atWork.contains($0) }), let other = apart.first(where: { !atWork.contains($0) }) {
                #expect(apart.firstIndex(of: last)! < apart.firstIndex(of: other)!)
            }
            if crashes < WorkerSuspicion.crashesForAll { #expect(atWork.isSuperset(of: apart)) }
        }
    }
}
