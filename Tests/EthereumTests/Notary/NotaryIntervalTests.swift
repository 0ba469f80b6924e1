import TestSupport
import Testing

@testable import Ethereum

@Suite("Intervals")
struct NotaryIntervalTests {
    @Test("Sizes are powers of two from 8 on, and no more than one block of IPFS holds")
    func sizes() throws {
        for (count, size) in [(1, 8), (8, 8), (9, 16), (16, 16), (17, 32), (5000, 8192), (8192, 8192)] {
            #expect(try BlindedInterval.size(forLeaves: count) == size)
        }
        #expect(refusal { _ = try BlindedInterval.size(forLeaves: 0) } == .intervalInvalid)
        #expect(refusal { _ = try BlindedInterval.size(forLeaves: 8193) } == .intervalInvalid)
        let largest = NotaryManifest(
            leaves: [Bytes32](repeating: .zero, count: BlindedInterval.maximumSize), previousLink: .zero, root: .zero, sequence: .max)
        #expect(largest.json.utf8.count < 1 << 20)
    }

    @Test("Whatever the tenants, each one's proof leads from its salt and root to the anchored root, and no other's does")
    func proofs() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<20 {
            let tenants = Self.tenants(.random(in: 1...40, using: &random), &random)
            let interval = try Self.interval(tenants, &random)
            #expect(interval.leaves == interval.leaves.sorted())
            for state in tenants {
                let proof = try #require(try interval.receipt(of: state.tenant)).inInterval
                try proof.verify(leafHash: state.leafHash, root: interval.anchor.root)
                let other = TenantState(tenant: state.tenant, size: state.size + 1, root: state.root, salt: state.salt)
                #expect(
                    refusal { try proof.verify(leafHash: other.leafHash, root: interval.anchor.root) } == .treeInconsistent, "seed \(seed)")
            }
            #expect(try interval.receipt(of: "nobody") == nil)
        }
    }

    @Test(
        "What is published tells of no tenant: the same tenants with other salts share no leaf, and no name or root of theirs stands in it")
    func blinded() throws {
        var random = SeededRandom(.random(in: .min ... .max))
        let tenants = Self.tenants(5, &random)
        let again = tenants.map { TenantState(tenant: $0.tenant, size: $0.size, root: $0.root, salt: .random(using: &random)) }
        let (one, other) = (try Self.interval(tenants, &random), try Self.interval(again, &random))
        #expect(Set(one.leaves).isDisjoint(with: other.leaves))
        for state in tenants {
            for hidden in [state.tenant, state.root.hex, state.salt.hex] { #expect(!one.manifest.json.contains(hidden)) }
        }
    }

    @Test("A tenant twice, one without records, a used salt, a zero in the chain of links are refused")
    func refused() throws {
        var random = SeededRandom(1)
        let one = Self.tenants(1, &random)[0]
        let empty = TenantState(tenant: "empty", size: 0, root: MerkleHash.empty)
        #expect(refusal { _ = try Self.interval([one, one], &random) } == .intervalInvalid)
        #expect(refusal { _ = try Self.interval([empty], &random) } == .intervalInvalid)
        #expect(refusal { _ = try Self.interval([], &random) } == .intervalInvalid)
        let pad = Bytes32.random(using: &random)
        #expect(
            refusal { _ = try NotaryInterval(tenants: [one], pads: [pad, pad], stream: .zero, previousLink: .zero, sequence: 1) }
                == .intervalInvalid)
        #expect(refusal { _ = try NotaryInterval(tenants: [one], stream: .zero, previousLink: .zero, sequence: 2) } == .intervalInvalid)
        #expect(refusal { _ = try NotaryInterval(tenants: [one], stream: .zero, previousLink: pad, sequence: 1) } == .intervalInvalid)
        #expect(refusal { _ = try NotaryInterval(tenants: [one], stream: .zero, previousLink: .zero, sequence: 0) } == .intervalInvalid)
    }

    @Test("Names cannot be cut in another place: what two parts spell together does not make the same record")
    func parts() {
        let salt = Bytes32.random()
        let record = NotaryDigests.record(tenant: "ab", kind: "c", id: "d", bodyDigest: .zero, salt: salt)
        for (tenant, kind, id) in [("a", "bc", "d"), ("abc", "", "d"), ("ab", "cd", ""), ("ab", "c", "e")] {
            #expect(NotaryDigests.record(tenant: tenant, kind: kind, id: id, bodyDigest: .zero, salt: salt) != record)
        }
        #expect(NotaryDigests.record(tenant: "ab", kind: "c", id: "d", bodyDigest: .zero, salt: .random()) != record)
    }

    private static func tenants(_ count: Int, _ random: inout SeededRandom) -> [TenantState] {
        (0..<count).map {
            TenantState(
                tenant: "tenant-\($0)", size: .random(in: 1...1000, using: &random), root: .random(using: &random),
                salt: .random(using: &random))
        }
    }

    private static func interval(_ tenants: [TenantState], _ random: inout SeededRandom) throws -> NotaryInterval {
        try NotaryInterval(
            tenants: tenants, stream: .random(using: &random), previousLink: .random(using: &random), sequence: 7, using: &random)
    }
}
