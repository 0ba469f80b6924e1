// swift-format-ignore-file
// Replies of real devices, byte for byte.
extension Captures {
    static let antminerS21Stock: [CapturedReply] = [
        CapturedReply("config", #"""
{
	"STATUS": [
		{
		"STATUS": "S",
		"When": 1750277148,
		"Code": 33,
		"Msg": "CGMiner config",
		"Description": "cgminer 1.0.0"
		}
	],
	"CONFIG": [
		{
		"ASC Count": 3,
		"PGA Count": 0,
		"Pool Count": 3,
		"Strategy": "Failover",
		"Log Interval": 5,
		"Device Code": "BTM_SOC",
		"OS": "Linux",
		"Failover-Only": true,
		"ScanTime": 60,
		"Queue": 1,
		"Expiry": 120
		}
	],
	"id": 1
}
"""#),
        CapturedReply("devs", #"""
{
	"STATUS": [
		{
		"STATUS": "S",
		"When": 1750277147,
		"Code": 9,
		"Msg": "1 ASC(s)",
		"Description": "cgminer 1.0.0"
		}
	],
	"DEVS": [
		{
		"ASC": 0,
		"Name": "BTM_SOC",
		"ID": 0,
		"Enabled": "Y",
		"Status": "Alive",
		"Temperature": 65.0,
		"MHS av": 203676.57,
		"MHS 5s": 202266.83,
		"Accepted": 11188,
		"Rejected": 9,
		"Hardware Errors": 0,
		"Utility": 0.0,
		"Last Share Pool": 0,
		"Last Share Time": 1750277146,
		"Total MH": 0.0,
		"Diff1 Work": 0,
		"Difficulty Accepted": 2786193408,
		"Difficulty Rejected": 2359296,
		"Last Share Difficulty": 1750277146,
		"Last Valid Work": 1750277146,
		"Device Hardware%": 0.0,
		"Device Rejected%": 0.0,
		"Device Elapsed": 59131
		}
	],
	"id": 1
}
"""#),
        CapturedReply("pools", #"""
{
	"STATUS": [
		{
		"STATUS": "S",
		"When": 1750277146,
		"Code": 7,
		"Msg": "3 Pool(s)",
		"Description": "cgminer 1.0.0"
		}
	],
	"POOLS": [
		{
		"POOL": 0,
		"URL": "stratum+tcp://stratum.braiins.com:3333",
		"Status": "Alive",
		"Priority": 0,
		"Quota": 1,
		"Long Poll": "N",
		"Getworks": 6033,
		"Accepted": 11187,
		"Rejected": 9,
		"Discarded": 5555071,
		"Stale": 0,
		"Get Failures": 0,
		"Remote Failures": 0,
		"User": "proto_mining_sw_test_s21-0a5",
		"Last Share Time": "0:00:12",
		"Diff": "262K",
		"Diff1 Shares": 0,
		"Proxy Type": "",
		"Proxy": "",
		"Difficulty Accepted": 2785931264.0,
		"Difficulty Rejected": 2359296.0,
		"Difficulty Stale": 0.0,
		"Last Share Difficulty": 262144.0,
		"Has Stratum": true,
		"Stratum Active": true,
		"Stratum URL": "stratum.braiins.com",
		"Has GBT": false,
		"Best Share": 5254813688.0,
		"Pool Rejected%": 0.0,
		"Pool Stale%%": 0.0
		},
		{
		"POOL": 1,
		"URL": "",
		"Status": "Deed",
		"Priority": 1,
		"Quota": 1,
		"Long Poll": "N",
		"Getworks": 0,
		"Accepted": 0,
		"Rejected": 0,
		"Discarded": 0,
		"Stale": 0,
		"Get Failures": 0,
		"Remote Failures": 0,
		"User": "",
		"Last Share Time": "0",
		"Diff": "",
		"Diff1 Shares": 0,
		"Proxy Type": "",
		"Proxy": "",
		"Difficulty Accepted": 0.0,
		"Difficulty Rejected": 0.0,
		"Difficulty Stale": 0.0,
		"Last Share Difficulty": 0.0,
		"Has Stratum": false,
		"Stratum Active": false,
		"Stratum URL": "",
		"Has GBT": false,
		"Best Share": 0.0,
		"Pool Rejected%": 0.0,
		"Pool Stale%%": 0.0
		},
		{
		"POOL": 2,
		"URL": "",
		"Status": "Deed",
		"Priority": 2,
		"Quota": 1,
		"Long Poll": "N",
		"Getworks": 0,
		"Accepted": 0,
		"Rejected": 0,
		"Discarded": 0,
		"Stale": 0,
		"Get Failures": 0,
		"Remote Failures": 0,
		"User": "",
		"Last Share Time": "0",
		"Diff": "",
		"Diff1 Shares": 0,
		"Proxy Type": "",
		"Proxy": "",
		"Difficulty Accepted": 0.0,
		"Difficulty Rejected": 0.0,
		"Difficulty Stale": 0.0,
		"Last Share Difficulty": 0.0,
		"Has Stratum": false,
		"Stratum Active": false,
		"Stratum URL": "",
		"Has GBT": false,
		"Best Share": 0.0,
		"Pool Rejected%": 0.0,
		"Pool Stale%%": 0.0
		}
	],
	"id": 1
}
"""#),
        CapturedReply("stats", #"""
{
	"STATUS": [
		{
		"STATUS": "S",
		"When": 1750277150,
		"Code": 70,
		"Msg": "CGMiner stats",
		"Description": "cgminer 1.0.0"
		}
	],
	"STATS": [
		{"BMMiner": "1.0.0", "Miner": "49.0.1.3", "CompileTime": "Thu Jul 11 16:38:25 CST 2024", "Type": "Antminer S21"},
		{"STATS": 0, "ID": "BTM_SOC0", "Elapsed": 59129, "GHS 5s": 203007.01, "GHS av": 203675.66, "chain_power": "3250 W", "fan_num": 4, "fan1": 6000, "fan2": 5880, "fan3": 5040, "fan4": 5040}
	],
	"id": 1
}
"""#),
        CapturedReply("summary", #"""
{
	"STATUS": [
		{
		"STATUS": "S",
		"When": 1750277145,
		"Code": 11,
		"Msg": "Summary",
		"Description": "cgminer 1.0.0"
		}
	],
	"SUMMARY": [
		{
		"Elapsed": 59129,
		"GHS 5s": 203007.01,
		"GHS av": 203675.66,
		"GHS 30m": 203915.73,
		"Found Blocks": 0,
		"Getwork": 6033,
		"Accepted": 11187,
		"Rejected": 9,
		"Hardware Errors": 61,
		"Utility": 11.35,
		"Discarded": 5554970,
		"Stale": 0,
		"Get Failures": 0,
		"Local Work": 5560881,
		"Remote Failures": 0,
		"Network Blocks": 102,
		"Total MH": 1.2009939119E+13,
		"Work Utility": 2829363.48,
		"Difficulty Accepted": 2785931264.0,
		"Difficulty Rejected": 2359296.0,
		"Difficulty Stale": 0.0,
		"Best Share": 5254813688,
		"Device Hardware%": 0.0,
		"Device Rejected%": 0.0,
		"Pool Rejected%": 0.0,
		"Pool Stale%": 0.0,
		"Last getwork": 1750277145
		}
	],
	"id": 1
}
"""#),
        CapturedReply("version", #"""
{
	"STATUS": [
		{
		"STATUS": "S",
		"When": 1750277143,
		"Code": 22,
		"Msg": "CGMiner versions",
		"Description": "cgminer 1.0.0"
		}
	],
	"VERSION": [
		{
		"BMMiner": "1.0.0",
		"API": "3.1",
		"Miner": "uart_trans.1.3",
		"CompileTime": "Thu Jul 11 16:38:25 CST 2024",
		"Type": "Antminer S21"
		}
	],
	"id": 1
}
"""#),
    ]
}
