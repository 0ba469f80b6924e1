import Ethereum
import Testing

@testable import HostNotary

@Suite("What the notary's key may sign")
struct SignerPolicyTests {
    private let contract = Address(createdBy: PrivateKey.random().address, nonce: 0)
    private var policy: SignerPolicy {
        SignerPolicy(chainID: 84_532, scope: .anchors(contract), feeCap: 1_000, signaturesPerHour: 2, weiPerDay: 400_000_000)
    }
    private var allowed: Transaction {
        Transaction(
            chainID: 84_532, nonce: 1, maxPriorityFeePerGas: 1, maxFeePerGas: 1_000, gasLimit: 150_000, to: contract,
            data: NotaryContract.anchor(
                Anchor(stream: .random(), previousLink: .zero, root: .random(), size: 8, manifest: .random())
            ).data)
    }

    private func refusal(_ change: (inout Transaction) -> Void, hour: UInt64 = 0, day: UInt256 = 0) -> String? {
        var transaction = allowed
        change(&transaction)
        return policy.refusal(of: transaction, after: SignerPolicy.Usage(signaturesInHour: hour, weiInDay: day))
    }

    @Test("is an anchor in its contract within all caps, and nothing that differs in one thing")
    func denied() throws {
        #expect(refusal { _ in } == nil)
        let stranger = PrivateKey.random().address
        #expect(refusal { $0.chainID = 8_453 }?.contains("chain") == true)
        #expect(refusal { $0.to = stranger }?.contains("contract") == true)
        #expect(refusal { $0.to = nil }?.contains("contract") == true)
        #expect(refusal { $0.value = 1 }?.contains("value") == true)
        #expect(refusal { $0.data = NotaryContract.handOver(stream: .random(), to: stranger).data }?.contains("call") == true)
        #expect(refusal { $0.data = [] }?.contains("call") == true)
        #expect(refusal { $0.gasLimit = 500_001 }?.contains("gas") == true)
        #expect(refusal { $0.maxFeePerGas = 1_001 }?.contains("fee") == true)
        #expect(refusal { $0.accessList = [AccessListEntry(address: stranger, storageKeys: [])] }?.contains("access list") == true)
        #expect(refusal({ _ in }, hour: 2)?.contains("hour") == true)
        #expect(refusal({ _ in }, day: 250_000_000) == nil && refusal({ _ in }, day: 250_000_001)?.contains("day") == true)
        #expect(refusal({ _ in }, day: .max)?.contains("day") == true)
    }

    @Test("is, where the operator ordered it, one call to the byte or one contract of the notary's code, and nothing beside")
    func ordered() {
        let new = PrivateKey.random().address
        let usage = SignerPolicy.Usage(signaturesInHour: 0, weiInDay: 0)
        func policy(_ scope: SignerPolicy.Scope) -> SignerPolicy {
            SignerPolicy(
                chainID: 84_532, scope: scope, gasCap: 3_000_000, feeCap: 1_000, signaturesPerHour: 2, weiPerDay: 4_000_000_000)
        }
        var handOver = allowed
        handOver.data = NotaryContract.handOver(stream: .random(), to: new).data
        let ordered = policy(.call(contract, data: handOver.data))
        #expect(ordered.refusal(of: handOver, after: usage) == nil)
        #expect(ordered.refusal(of: allowed, after: usage)?.contains("call") == true)
        var other = handOver
        other.data[40] ^= 1
        #expect(ordered.refusal(of: other, after: usage)?.contains("arguments") == true)
        other = handOver
        other.to = new
        #expect(ordered.refusal(of: other, after: usage)?.contains("contract") == true)

        var creation = allowed
        creation.to = nil
        creation.data = NotaryCode.creation
        let making = policy(.creation(code: NotaryCode.creation))
        #expect(making.refusal(of: creation, after: usage) == nil)
        #expect(making.refusal(of: handOver, after: usage)?.contains("making one is") == true)
        #expect(ordered.refusal(of: creation, after: usage)?.contains("making a contract") == true)
        creation.data.append(0)
        #expect(making.refusal(of: creation, after: usage)?.contains("other code") == true)
        creation.value = 1
        #expect(making.refusal(of: creation, after: usage) != nil)

        let taking = policy(.nothing(new))
        var nothing = allowed
        (nothing.to, nothing.data) = (new, [])
        #expect(taking.refusal(of: nothing, after: usage) == nil)
        #expect(ordered.refusal(of: nothing, after: usage) != nil && making.refusal(of: nothing, after: usage) != nil)
        #expect(taking.refusal(of: allowed, after: usage)?.contains("itself") == true)
        nothing.value = 1
        #expect(taking.refusal(of: nothing, after: usage)?.contains("value") == true)
        (nothing.value, nothing.data) = (0, [1])
        #expect(taking.refusal(of: nothing, after: usage)?.contains("empty") == true)
        nothing.to = nil
        #expect(taking.refusal(of: nothing, after: usage)?.contains("making a contract") == true)
    }
}
