import TestSupport
import Testing

@testable import Ethereum

@Suite("Fees for the chain below")
struct FjordFeeTests {
    private struct File: Decodable {
        struct Parameters: Decodable {
            let l1BaseFee: AnyJSON
            let blobBaseFee: AnyJSON
            let baseFeeScalar: AnyJSON
            let blobBaseFeeScalar: AnyJSON

            var fee: FjordFee {
                get throws {
                    FjordFee(
                        l1BaseFee: try l1BaseFee.decimal.uint64!, blobBaseFee: try blobBaseFee.decimal.uint64!,
                        baseFeeScalar: UInt32(try baseFeeScalar.decimal.uint64!),
                        blobBaseFeeScalar: UInt32(try blobBaseFeeScalar.decimal.uint64!))
                }
            }
        }
        struct Length: Decodable {
            struct Run: Decodable {
                let byte: String
                let length: Int
            }
            let data: String?
            let `repeat`: Run?
            let flz: Int
        }
        struct Fee: Decodable {
            let tx: String
            let params: Int
            let flzSigned: Int
            let l1FeeOfSigned: AnyJSON
            let getL1FeeOfUnsigned: AnyJSON
            let getL1FeeUpperBound: AnyJSON
        }
        let params: [Parameters]
        let flz: [Length]
        let fees: [Fee]
    }
    private let file: File

    init() throws { file = try Vectors.read("fee_fjord", as: File.self) }

    @Test("The compressed length is op-geth's")
    func lengths() throws {
        for example in file.flz {
            let bytes =
                if let run = example.repeat { [UInt8](repeating: try Hex.decode(run.byte)[0], count: run.length) } else {
                    try Hex.decode(#require(example.data))
                }
            #expect(FastLZ.length(bytes) == example.flz)
        }
    }

    @Test("Receipts, the oracle's answer and its upper bound are foretold to the wei")
    func fees() throws {
        let transactions = Dictionary(uniqueKeysWithValues: try TransactionVectors.read().cases.map { ($0.name, $0) })
        #expect(file.fees.count == 57)
        for example in file.fees {
            // Four of Base's stand in the file of transactions only for its test chain: the same fields with another chain.
            let known = transactions[example.tx]
            let found = try #require(known ?? transactions[example.tx.replacing("base:", with: "base-sepolia:")])
            var transaction = try found.tx.transaction
            if known == nil { transaction.chainID = 8453 }
            let unsigned = transaction.unsignedBytes
            let raw = try transaction.signed(by: PrivateKey(hex: found.privateKey)).raw
            let fee = try file.params[example.params].fee
            #expect(FastLZ.length(raw) == example.flzSigned, "\(example.tx)")
            #expect(fee.wei(signed: raw) == (try example.l1FeeOfSigned.decimal), "\(example.tx)")
            #expect(fee.wei(unsigned: unsigned) == (try example.getL1FeeOfUnsigned.decimal), "\(example.tx)")
            #expect(fee.upperBoundWei(unsignedCount: unsigned.count) == (try example.getL1FeeUpperBound.decimal), "\(example.tx)")
        }
    }

    @Test("No bytes break the estimate, and the upper bound holds for them")
    func any() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let fee = FjordFee(l1BaseFee: .max, blobBaseFee: .max, baseFeeScalar: .max, blobBaseFeeScalar: .max)
        for _ in 0..<300 {
            var bytes = Damage.bytes(.random(in: 0...400, using: &random), &random)
            for _ in 0..<4 { bytes += bytes.prefix(.random(in: 0...300, using: &random)) }
            #expect(fee.wei(unsigned: bytes) <= fee.upperBoundWei(unsignedCount: bytes.count), "seed \(seed)")
        }
    }
}
