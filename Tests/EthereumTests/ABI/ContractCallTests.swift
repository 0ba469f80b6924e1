import TestSupport
import Testing

@testable import Ethereum

@Suite("Calls, answers and logs of the notary contract")
struct ContractCallTests {
    private struct File: Decodable {
        struct Call: Decodable {
            let signature: String
            let selector: String
            let args: [AnyJSON]
            let data: String
        }
        struct Return: Decodable {
            let types: [String]
            let data: String
            let values: [String]
        }
        struct Revert: Decodable {
            let data: String
            let kind: String
            let message: String?
            let code: String?
        }
        struct Log: Decodable {
            let topics: [String]
            let data: String
            let decoded: [String: String]
        }
        struct Link: Decodable {
            let seq: Int
            let prev: String
            let root: String
            let size: String
            let manifest: String
            let link: String
        }
        let topics: [String: String]
        let selectors: [String: String]
        let calls: [Call]
        let returns: [Return]
        let reverts: [Revert]
        let logs: [Log]
        let link_chain: [Link]
    }
    private let file: File

    init() throws { file = try Vectors.read("abi_notary", as: File.self) }

    @Test("Every call has the bytes of another program, and the notary's own functions make the same")
    func calls() throws {
        #expect(file.calls.count == 14)
        for example in file.calls {
            let call = try Self.call(example.signature, example.args)
            #expect(call.signature == example.signature)
            #expect(Hex.encode(call.selector) == example.selector)
            #expect(Hex.encode(call.data) == example.data, "\(example.signature)")
            #expect(try Self.named(call) == call)
        }
    }

    @Test("Selectors and topics are the contract's")
    func selectors() throws {
        for (signature, selector) in file.selectors {
            #expect(Hex.encode(Keccak256.hash(Array(signature.utf8)).bytes.prefix(4)) == selector)
        }
        let anchored = "Anchored(address,bytes32,bytes32,uint256,uint256,bytes32,bytes32)"
        #expect(NotaryEvent.anchoredTopic.description == file.topics[anchored])
        #expect(NotaryEvent.handedOverTopic.description == file.topics["HandedOver(bytes32,address,address,uint256)"])
    }

    @Test("Answers are read as they were meant")
    func returns() throws {
        for example in file.returns {
            let data = try Hex.decode(example.data)
            switch example.types {
            case ["uint256", "uint256", "uint256"]:
                let placement = try NotaryContract.placement(from: data)
                let found = placement.map { ["\($0.sequence)", "\($0.block)", "\($0.timeSeconds)"] } ?? ["0", "0", "0"]
                #expect(found == example.values)
            case ["bool"]: #expect(try NotaryContract.isIncluded(from: data) == (example.values == ["true"]))
            case ["bytes32"]: #expect(try NotaryContract.link(from: data).description == example.values[0])
            case ["uint256"]:
                #expect(try NotaryContract.count(from: data).description == example.values[0])
                #expect(try FeeOracle.fee(from: data).description == example.values[0])
            default: Issue.record("an answer of \(example.types)")
            }
        }
        #expect(try NotaryContract.placement(from: [UInt8](repeating: 0, count: 96)) == nil)
    }

    @Test("An answer that is cut, too long, empty or out of range is refused")
    func refused() throws {
        let word = UInt256(UInt64(1)).word.bytes
        #expect(refusal { _ = try NotaryContract.placement(from: word + word) } == .abiMalformed)
        #expect(refusal { _ = try NotaryContract.placement(from: word + word + word + [0]) } == .abiMalformed)
        #expect(refusal { _ = try NotaryContract.placement(from: word + UInt256.max.word.bytes + word) } == .abiMalformed)
        #expect(refusal { _ = try NotaryContract.isIncluded(from: UInt256(UInt64(2)).word.bytes) } == .abiMalformed)
        #expect(refusal { _ = try ABIReader(UInt256.max.word.bytes, "an address").address(0) } == .abiMalformed)
        do {
            _ = try NotaryContract.link(from: [])
            Issue.record("an empty answer was taken")
        } catch let problem as EthereumFault {
            #expect(
                problem.message == "answer of head(): 32 bytes are expected, found 0; no contract may live at this address of this chain")
        }
    }

    @Test("Why a contract refused is told in its own words, and what cannot be read is told as such")
    func reverts() throws {
        #expect(file.reverts.count == 13)
        for example in file.reverts {
            let data = try Hex.decode(example.data)
            let reason = RevertReason(data)
            switch example.kind {
            case "Error(string)": #expect(reason == .message(try #require(example.message)))
            case "Panic(uint256)": #expect(reason == .panic(try UInt256(decimal: #require(example.code))))
            case "empty": #expect(reason == .empty)
            default: #expect(reason == .unknown(data), "\(example.kind)")
            }
        }
        #expect(RevertReason([0x08, 0xc3]).description == "unreadable reason 0x08c3")
    }

    @Test("Logs are read, another contract's are left alone, cut ones are refused")
    func logs() throws {
        for example in file.logs {
            let topics = try example.topics.map { try Bytes32(hex: $0) }
            let data = try Hex.decode(example.data)
            guard case .anchored(let notary, let anchored) = try NotaryEvent(topics: topics, data: data) else {
                Issue.record("another event")
                continue
            }
            #expect(
                [
                    "notary": notary.description, "stream": anchored.stream.description, "root": anchored.root.description,
                    "seq": anchored.sequence.description, "size": anchored.size.description, "manifest": anchored.manifest.description,
                    "link": anchored.link.description,
                ] == example.decoded)
            #expect(try NotaryEvent(topics: [.zero] + topics.dropFirst(), data: data) == nil)
            #expect(refusal { _ = try NotaryEvent(topics: topics.dropLast(), data: data) } == .abiMalformed)
            #expect(refusal { _ = try NotaryEvent(topics: topics, data: data.dropLast()) } == .abiMalformed)
        }
        #expect(try NotaryEvent(topics: [], data: []) == nil)
        let (stream, from, to) = (Bytes32.random(), PrivateKey.random().address, PrivateKey.random().address)
        let padded = try [from, to].map { try Bytes32([UInt8](repeating: 0, count: 12) + $0.bytes) }
        let handed = try NotaryEvent(topics: [NotaryEvent.handedOverTopic, stream] + padded, data: UInt256(UInt64(9)).word.bytes)
        #expect(handed == .handedOver(stream: stream, from: from, to: to, sequence: 9))
    }

    @Test("Each link follows from the one before, the root, the size and the manifest")
    func links() throws {
        var previous = Bytes32.zero
        for example in file.link_chain {
            let anchor = Anchor(
                stream: .zero, previousLink: try Bytes32(hex: example.prev), root: try Bytes32(hex: example.root),
                size: try UInt256(decimal: example.size), manifest: try Bytes32(hex: example.manifest))
            #expect(anchor.previousLink == previous)
            #expect(anchor.link.description == example.link, "link \(example.seq)")
            previous = anchor.link
        }
    }

    @Test("Damaged reasons and answers are read or refused, never a crash")
    func damaged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<4000 {
            let original = try Hex.decode(#require(file.reverts.randomElement(using: &random)).data)
            let data = Damage.apply(original, &random)
            if case .message(let text) = RevertReason(data) { #expect(data.count >= text.utf8.count + 68, "seed \(seed)") }
            let reader = try ABIReader(data, "damaged")
            for index in 0..<4 {
                _ = try? reader.bytes(index, behind: 4)
                _ = try? reader.string(index, behind: 1)
            }
        }
    }

    private static func call(_ signature: String, _ arguments: [AnyJSON]) throws -> ContractCall {
        let parts = signature.dropLast().split(separator: "(")
        let types = parts.count > 1 ? parts[1].split(separator: ",") : []
        let values: [ABIArgument] = try zip(types, arguments).map { type, value in
            switch type {
            case "uint256": .uint256(try value.decimal)
            case "address": .address(try Address(#require(value.text)))
            case "bytes32": .bytes32(try Bytes32(hex: #require(value.text)))
            case "bytes": .bytes(try Hex.decode(#require(value.text)))
            default: .bytes32List(try #require(value.list).map { try Bytes32(hex: #require($0.text)) })
            }
        }
        return ContractCall(String(parts[0]), values)
    }

    /// The same call by the function that the product uses.
    private static func named(_ call: ContractCall) throws -> ContractCall {
        switch (call.name, call.arguments) {
        case ("anchor", let values):
            guard case .bytes32(let stream) = values[0], case .bytes32(let previous) = values[1], case .bytes32(let root) = values[2],
                case .uint256(let size) = values[3], case .bytes32(let manifest) = values[4]
            else { break }
            return NotaryContract.anchor(Anchor(stream: stream, previousLink: previous, root: root, size: size, manifest: manifest))
        case ("hand_over", let values):
            guard case .bytes32(let stream) = values[0], case .address(let new) = values[1] else { break }
            return NotaryContract.handOver(stream: stream, to: new)
        case ("included", let values):
            guard case .bytes32(let root) = values[0], case .uint256(let size) = values[1], case .uint256(let index) = values[2],
                case .bytes32(let leaf) = values[3], case .bytes32List(let path) = values[4]
            else { break }
            let proof = InclusionProof(index: try #require(index.uint64), size: try #require(size.uint64), path: path)
            return NotaryContract.included(proof, leafHash: leaf, root: root)
        case ("getL1Fee", let values):
            guard case .bytes(let bytes) = values[0] else { break }
            return FeeOracle.l1Fee(ofUnsigned: bytes)
        case ("getL1FeeUpperBound", let values):
            guard case .uint256(let count) = values[0] else { break }
            return FeeOracle.l1FeeUpperBound(unsignedCount: try #require(count.uint64))
        case (let name, let values):
            guard case .address(let notary) = values[0], case .bytes32(let stream) = values[1] else { break }
            if name == "head" { return NotaryContract.head(notary: notary, stream: stream) }
            if name == "count" { return NotaryContract.count(notary: notary, stream: stream) }
            guard name == "placed", case .bytes32(let root) = values[2] else { break }
            return NotaryContract.placed(notary: notary, stream: stream, root: root)
        }
        throw EthereumFault(.abiMalformed, "no function of the product makes \(call.signature)")
    }
}
