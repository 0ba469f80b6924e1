@testable import Ethereum

/// batch.json: three tenants in one interval.
struct BatchVector: Decodable {
    struct Record: Decodable {
        let kind: String
        let id: String
        let body: String
        let bodySha256: String
        let salt: String
        let commitment: String
        let leafHash: String
        let path: [String]

        func record(of tenant: String) throws -> NotaryRecord {
            NotaryRecord(tenant: tenant, kind: kind, id: id, body: Array(body.utf8), salt: try Bytes32(hex: salt, prefixed: false))
        }
    }
    struct Tenant: Decodable {
        let tenant: String
        let size: UInt64
        let root: String
        let salt: String
        let commitment: String
        let leafHash: String
        let records: [Record]
        let index: UInt64
        let path: [String]

        var state: TenantState {
            get throws {
                TenantState(
                    tenant: tenant, size: size, root: try Bytes32(hex: root, prefixed: false), salt: try Bytes32(hex: salt, prefixed: false)
                )
            }
        }
    }
    struct Interval: Decodable {
        let size: Int
        let root: String
        let leaves: [String]
    }
    struct Manifest: Decodable {
        let json: String
        let sha256: String
        let cid: String
    }
    struct Anchored: Decodable {
        let stream: String
        let prev: String
        let link: String
        let calldata: String
    }
    let tenants: [Tenant]
    let pads: [String]
    let interval: Interval
    let manifest: Manifest
    let anchor: Anchored

    var notaryInterval: NotaryInterval {
        get throws {
            try NotaryInterval(
                tenants: tenants.map { try $0.state }, pads: pads.map { try Bytes32(hex: $0, prefixed: false) },
                stream: Bytes32(hex: anchor.stream), previousLink: Bytes32(hex: anchor.prev), sequence: 1)
        }
    }
}
