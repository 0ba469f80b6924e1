import TestSupport
import Testing

@testable import Ethereum

@Suite("Transactions of type 2")
struct TransactionTests {
    @Test("Bytes, digest, signature and hash are those of three other programs, and the bytes read back to the same")
    func signed() throws {
        let cases = try TransactionVectors.read().cases
        #expect(cases.count == 33)
        for example in cases {
            let transaction = try example.tx.transaction
            #expect(Hex.encode(transaction.unsignedBytes) == example.unsigned, "\(example.name)")
            #expect(transaction.signingDigest.description == example.signingHash, "\(example.name)")
            let signed = try transaction.signed(by: PrivateKey(hex: example.privateKey))
            #expect(signed.signature.yParity == example.yParity && Hex.encode(signed.raw) == example.raw, "\(example.name)")
            #expect(UInt256(signed.signature.r) == UInt256(try example.number(example.r)), "\(example.name)")
            #expect(UInt256(signed.signature.s) == UInt256(try example.number(example.s)), "\(example.name)")
            #expect(signed.hash.description == example.hash, "\(example.name)")
            let read = try SignedTransaction(raw: Hex.decode(example.raw))
            #expect(read == signed, "\(example.name)")
            #expect(try read.sender.description == example.from, "\(example.name)")
        }
    }

    @Test("Everything that a node would refuse is refused")
    func malformed() throws {
        let malformed = try TransactionVectors.read().malformed
        #expect(malformed.count == 16)
        for example in malformed {
            let raw = try Hex.decode(example.raw)
            #expect(refusal { _ = try SignedTransaction(raw: raw) } != nil, "\(example.name): \(example.why)")
        }
        #expect(throws: EthereumFault(.transactionMalformed, "a transaction of no bytes")) { try SignedTransaction(raw: []) }
    }

    @Test("A refusal names the field and what is wrong with it")
    func messages() throws {
        let malformed = try TransactionVectors.read().malformed
        let expected = [
            "leading zero in nonce": "nonce of the transaction: a number has no leading zero byte",
            "to of 19 bytes": "to of the transaction: an address has 20 bytes, found 19",
            "eleven fields": "a signed transaction has 12 fields, found 11",
            "access list is a string": "accessList of the transaction: a list is expected",
            "type 5": "expected a transaction of type 2 (EIP-1559), found type 5",
        ]
        for (name, message) in expected {
            let example = try #require(malformed.first { $0.name == name })
            do {
                _ = try SignedTransaction(raw: Hex.decode(example.raw))
                Issue.record("\(name) was taken")
            } catch let problem as EthereumFault {
                #expect(problem.message == message)
            }
        }
    }

    @Test("Old transactions without a type are refused by that name")
    func legacy() throws {
        for example in try TransactionVectors.read().legacy {
            let raw = try Hex.decode(example.raw)
            #expect(Keccak256.hash(raw).description == example.hash)
            #expect(
                throws: EthereumFault(
                    .transactionMalformed, "expected a transaction of type 2 (EIP-1559), found an old transaction without a type")
            ) { try SignedTransaction(raw: raw) }
        }
    }

    @Test("A transaction that no node takes is not signed")
    func invalid() throws {
        let key = PrivateKey.random()
        var good = Transaction(
            chainID: 84532, nonce: 7, maxPriorityFeePerGas: 1, maxFeePerGas: 2, gasLimit: 21000, to: key.address, data: [1, 2, 3])
        #expect(throws: Never.self) { try good.signed(by: key) }
        good.maxPriorityFeePerGas = 3
        #expect(refusal { _ = try good.signed(by: key) } == .transactionInvalid)
        good.maxPriorityFeePerGas = 2
        good.nonce = .max
        #expect(refusal { _ = try good.signed(by: key) } == .transactionInvalid)
        good.nonce = 0
        good.chainID = 0
        #expect(refusal { _ = try good.signed(by: key) } == .transactionInvalid)
    }

    @Test("A signature made elsewhere is taken only if it is the expected signer's")
    func elsewhere() throws {
        let key = PrivateKey.random()
        let transaction = Transaction(chainID: 1, nonce: 0, maxPriorityFeePerGas: 1, maxFeePerGas: 1, gasLimit: 1, to: nil)
        let signature = key.sign(transaction.signingDigest)
        #expect(try transaction.signed(with: signature, by: key.address) == transaction.signed(by: key))
        #expect(refusal { _ = try transaction.signed(with: signature, by: FeeOracle.address) } == .signatureInvalid)
        #expect(refusal { _ = try transaction.signed(with: key.sign(.random()), by: key.address) } == .signatureInvalid)
    }

    @Test("Damaged bytes are refused, or are a whole transaction of somebody else, and never a crash")
    func damaged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let cases = try TransactionVectors.read().cases
        for _ in 0..<4000 {
            let example = try #require(cases.randomElement(using: &random))
            let original = try Hex.decode(example.raw)
            let raw = Damage.apply(original, &random)
            guard raw != original, let read = try? SignedTransaction(raw: raw) else { continue }
            #expect(Hex.encode(read.raw) == Hex.encode(raw), "seed \(seed)")
            #expect((try? read.sender.description) != example.from, "seed \(seed)")
        }
    }
}
