internal import Foundation

/// The four protocols, as far as a host uses them.
extension PinningPeer {
    func kubo(_ call: PinningCall, _ isLying: Bool) -> ScriptedHTTPServer.Answer {
        guard call.method == "POST" else { return Self.json(405, #"{"Message":"405 - Method Not Allowed"}"#) }
        switch call.path {
        case "/api/v0/version": return Self.json(#"{"Version":"0.40.0","Commit":""}"#)
        case "/api/v0/id": return Self.json(#"{"ID":"12D3","Addresses":["/ip4/192.0.2.1/tcp/4001/p2p/12D3"]}"#)
        case "/api/v0/block/put":
            guard call.query["cid-codec"] == "raw", call.query["mhtype"] == "sha2-256", let file = call.form["file"],
                let cid = keep(file, isCAR: false, isLying: isLying)
            else { return Self.json(400, #"{"Message":"bad block"}"#) }
            if call.query["pin"] == "true" { pin(cid, id: cid) }
            return Self.json("{\"Key\":\"\(cid)\",\"Size\":\(file.count)}\n")
        case "/api/v0/dag/import":
            guard let file = call.form["file"], let cid = keep(file, isCAR: true, isLying: isLying) else {
                return Self.json(500, #"{"Message":"import failed: invalid CAR","Code":0,"Type":"error"}"#)
            }
            pin(cid, id: cid)
            return Self.json("{\"Root\":{\"Cid\":{\"/\":\"\(cid)\"},\"PinErrorMsg\":\"\"}}\n{\"Stats\":{\"BlockCount\":1}}\n")
        case "/api/v0/pin/ls":
            let cid = call.query["arg"] ?? ""
            guard pinned.contains(cid) else {
                return Self.json(500, "{\"Message\":\"path '\(cid)' is not pinned\",\"Code\":0,\"Type\":\"error\"}")
            }
            return Self.json("{\"Keys\":{\"\(cid)\":{\"Type\":\"recursive\",\"Name\":\"\"}}}")
        case "/api/v0/pin/rm":
            let cid = call.query["arg"] ?? ""
            guard unpin(id: cid) else { return Self.json(500, #"{"Message":"not pinned or pinned indirectly","Code":0,"Type":"error"}"#) }
            return Self.json("{\"Pins\":[\"\(cid)\"]}")
        default: return Self.json(404, #"{"Message":"404"}"#)
        }
    }

    func pinata(_ call: PinningCall, _ isLying: Bool) -> ScriptedHTTPServer.Answer {
        switch (call.method, call.path) {
        case ("POST", "/v3/files"):
            // What is not asked for by its name is kept in private, where nobody finds it.
            guard call.text("network") == "public", let file = call.form["file"],
                let cid = keep(file, isCAR: call.text("car") == "true", isLying: isLying)
            else { return Self.json(400, #"{"error":{"code":400,"reason":"invalid file"}}"#) }
            let known = state.withLock { $0.pins.first { $0.value == cid }?.key }
            let id = known ?? newID()
            pin(cid, id: id)
            return Self.json(
                "{\"data\":{\"id\":\"\(id)\",\"name\":\"x\",\"cid\":\"\(cid)\",\"size\":\(file.count),\"is_duplicate\":\(known != nil)}}")
        case ("GET", "/v3/files/public"):
            let cid = call.query["cid"]
            let files = state.withLock { $0.pins }.filter { cid == nil || $0.value == cid }.map {
                "{\"id\":\"\($0.key)\",\"cid\":\"\($0.value)\"}"
            }
            return Self.json("{\"data\":{\"files\":[\(files.joined(separator: ","))],\"next_page_token\":\"\"}}")
        case ("DELETE", let path) where path.hasPrefix("/v3/files/public/"):
            return unpin(id: String(path.split(separator: "/").last ?? ""))
                ? Self.json(#"{"data":null}"#) : Self.json(404, #"{"error":"not found"}"#)
        default: return Self.json(404, #"{"error":"no such path"}"#)
        }
    }

    func legacy(_ call: PinningCall, _ isLying: Bool) -> ScriptedHTTPServer.Answer {
        switch (call.method, call.path) {
        case ("GET", "/data/testAuthentication"):
            return Self.json(#"{"message":"Congratulations! You are communicating with the Pinata API!"}"#)
        case ("POST", "/pinning/pinFileToIPFS"):
            guard call.text("pinataOptions")?.contains(#""cidVersion":1"#) == true, let file = call.form["file"],
                let cid = keep(file, isCAR: false, isLying: isLying)
            else { return Self.json(400, #"{"error":{"reason":"BAD_REQUEST","details":"no file"}}"#) }
            let isDuplicate = pinned.contains(cid)
            pin(cid, id: cid)
            return Self.json(
                "{\"IpfsHash\":\"\(cid)\",\"PinSize\":\(file.count),\"Timestamp\":\"2026-01-01T00:00:00Z\",\"isDuplicate\":\(isDuplicate)}")
        case ("GET", "/data/pinList"):
            let rows = pinned.filter { $0.contains(call.query["hashContains"] ?? "") }.map { "{\"ipfs_pin_hash\":\"\($0)\"}" }
            return Self.json("{\"count\":\(rows.count),\"rows\":[\(rows.joined(separator: ","))]}")
        case ("DELETE", let path) where path.hasPrefix("/pinning/unpin/"):
            guard unpin(id: String(path.split(separator: "/").last ?? "")) else {
                return Self.json(400, #"{"error":{"reason":"CURRENT_USER_HAS_NOT_PINNED_CID","details":"not yours"}}"#)
            }
            return .answer(body: Array("OK".utf8))
        default: return Self.json(404, #"{"error":"no such path"}"#)
        }
    }

    func service(_ call: PinningCall) -> ScriptedHTTPServer.Answer {
        func status(_ id: String, _ cid: String) -> String {
            let isPinned = state.withLock { state in
                state.looks[id, default: 0] += 1
                return state.looks[id]! > state.looksUntilPinned
            }
            let word = isPinned ? "pinned" : "queued"
            return
                "{\"requestid\":\"\(id)\",\"status\":\"\(word)\",\"created\":\"2026-01-01T00:00:00Z\",\"pin\":{\"cid\":\"\(cid)\"},\"delegates\":[],\"info\":{}}"
        }
        switch (call.method, call.path) {
        case ("POST", "/pins"):
            guard let object = try? JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any],
                let cid = object["cid"] as? String
            else { return Self.json(400, #"{"error":{"reason":"BAD_REQUEST","details":"no cid"}}"#) }
            state.withLock { $0.puts += 1 }
            let id = newID()
            pin(cid, id: id)
            return .answer(status: 202, body: Array(status(id, cid).utf8))
        case ("GET", "/pins"):
            let found = state.withLock { $0.pins }.filter { call.query["cid"] == nil || $0.value == call.query["cid"] }
            let results = found.map { status($0.key, $0.value) }
            return Self.json("{\"count\":\(results.count),\"results\":[\(results.joined(separator: ","))]}")
        case ("DELETE", let path) where path.hasPrefix("/pins/"):
            let isThere = unpin(id: String(path.split(separator: "/").last ?? ""))
            return isThere ? .answer(status: 202) : Self.json(404, #"{"error":{"reason":"NOT_FOUND"}}"#)
        default: return Self.json(404, #"{"error":{"reason":"NOT_FOUND"}}"#)
        }
    }

    /// Keeps an identifier under an entry of its own, beside those that it has.
    package func pin(_ cid: String, id: String) { state.withLock { $0.pins[id] = cid } }
    private func unpin(id: String) -> Bool { state.withLock { $0.pins.removeValue(forKey: id) != nil } }
    private func newID() -> String {
        state.withLock { state in
            defer { state.nextID += 1 }
            return "id-\(state.nextID)"
        }
    }
}
