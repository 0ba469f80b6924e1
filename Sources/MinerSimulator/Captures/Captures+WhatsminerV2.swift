// swift-format-ignore-file
// Replies of real devices, byte for byte.
extension Captures {
    static let whatsminerV2: [CapturedReply] = [
        CapturedReply("devs", #"""
{
  "DEVS": [
    {
      "ASC": 0,
      "Accepted": 1804,
      "Chip Frequency": 600,
      "Chip Temp Avg": 71.5,
      "Chip Temp Max": 80.0,
      "Chip Temp Min": 62.0,
      "Device Elapsed": 25000,
      "Effective Chips": 135,
      "Enabled": "Y",
      "Factory GHS": 42000,
      "Fan Speed In": 5400,
      "Fan Speed Out": 5280,
      "Frequency": 600.0,
      "ID": 0,
      "MHS av": 41500000.0,
      "Name": "SM",
      "PCB SN": "BHM5CSD1302803K30001",
      "Rejected": 0,
      "Slot": 0,
      "Status": "Alive",
      "Temperature": 65.0
    },
    {
      "ASC": 1,
      "Accepted": 1804,
      "Chip Frequency": 600,
      "Chip Temp Avg": 72.0,
      "Chip Temp Max": 81.0,
      "Chip Temp Min": 63.0,
      "Device Elapsed": 25000,
      "Effective Chips": 135,
      "Enabled": "Y",
      "Factory GHS": 42000,
      "Fan Speed In": 5400,
      "Fan Speed Out": 5280,
      "Frequency": 600.0,
      "ID": 1,
      "MHS av": 41800000.0,
      "Name": "SM",
      "PCB SN": "BHM5CSD1302803K30002",
      "Rejected": 0,
      "Slot": 1,
      "Status": "Alive",
      "Temperature": 66.0
    },
    {
      "ASC": 2,
      "Accepted": 1804,
      "Chip Frequency": 600,
      "Chip Temp Avg": 73.5,
      "Chip Temp Max": 81.0,
      "Chip Temp Min": 62.5,
      "Device Elapsed": 25000,
      "Effective Chips": 135,
      "Enabled": "Y",
      "Factory GHS": 42000,
      "Fan Speed In": 5400,
      "Fan Speed Out": 5280,
      "Frequency": 600.0,
      "ID": 2,
      "MHS av": 41700000.0,
      "Name": "SM",
      "PCB SN": "BHM5CSD1302803K30003",
      "Rejected": 0,
      "Slot": 2,
      "Status": "Alive",
      "Temperature": 67.0
    }
  ],
  "STATUS": [
    {
      "Code": 9,
      "Description": "cgminer 4.9.2",
      "Msg": "3 ASC(s)",
      "STATUS": "S",
      "When": 1773871985
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("get_error_code", #"""
{
  "Code": 131,
  "Description": "",
  "Msg": {
    "error_code": []
  },
  "STATUS": "S",
  "When": 1773871985
}

"""#),
        CapturedReply("get_miner_info", #"""
{
  "Code": 131,
  "Description": "",
  "Msg": {
    "hostname": "WhatsMiner",
    "ledstat": "auto",
    "mac": "D4:01:02:03:04:05"
  },
  "STATUS": "S",
  "When": 1773871985
}

"""#),
        CapturedReply("get_psu", #"""
{
  "Code": 131,
  "Description": "",
  "Msg": {
    "fan_speed": "6000",
    "hw_version": "",
    "model": "P222B",
    "name": "P222B",
    "sw_version": "230208.220429"
  },
  "STATUS": "S",
  "When": 1773871985
}

"""#),
        CapturedReply("get_version", #"""
{
  "Code": 131,
  "Description": "",
  "Msg": {
    "api_ver": "2.0.5",
    "fw_ver": "20230803.11.REL",
    "platform": "H616"
  },
  "STATUS": "S",
  "When": 1773871985
}

"""#),
        CapturedReply("pools", #"""
{
  "POOLS": [
    {
      "Accepted": 5412,
      "POOL": 1,
      "Priority": 0,
      "Rejected": 0,
      "Status": "Alive",
      "Stratum Active": true,
      "URL": "stratum+tcp://btc.example.pool:3333",
      "User": "asic-rs.test"
    },
    {
      "Accepted": 0,
      "POOL": 2,
      "Priority": 1,
      "Rejected": 0,
      "Status": "Alive",
      "Stratum Active": false,
      "URL": "stratum+tcp://btc2.example.pool:3333",
      "User": "asic-rs.test"
    },
    {
      "Accepted": 0,
      "POOL": 3,
      "Priority": 2,
      "Rejected": 0,
      "Status": "Alive",
      "Stratum Active": false,
      "URL": "stratum+tcp://btc3.example.pool:3333",
      "User": "asic-rs.test"
    }
  ],
  "STATUS": [
    {
      "Code": 7,
      "Description": "cgminer 4.9.2",
      "Msg": "3 Pool(s)",
      "STATUS": "S",
      "When": 1773871985
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("status", #"""
{
  "Code": 131,
  "Description": "",
  "Msg": {
    "FirmwareVersion": "20240624.18.REL",
    "hash_percent": "0",
    "mineroff": "false",
    "mineroff_reason": "",
    "mineroff_time": "",
    "power_limit_set": "3600",
    "power_mode": "low"
  },
  "STATUS": "S",
  "When": 1773953446
}

"""#),
        CapturedReply("summary", #"""
{
  "STATUS": [
    {
      "Code": 11,
      "Description": "cgminer 4.9.2",
      "Msg": "Summary",
      "STATUS": "S",
      "When": 1773871985
    }
  ],
  "SUMMARY": [
    {
      "Accepted": 5412,
      "Best Share": 82000000,
      "Chip Temp Avg": 72.5,
      "Chip Temp Max": 81.0,
      "Chip Temp Min": 62.0,
      "Elapsed": 25000,
      "Env Temp": 28.5,
      "Factory GHS": 126000,
      "Fan Speed In": 5400,
      "Fan Speed Out": 5280,
      "HS RT": 124500000.0,
      "Hash Stable": true,
      "MAC": "D4:01:02:03:04:05",
      "MHS av": 125000000.0,
      "Pool Rejected%": 0.0,
      "Power": 3200,
      "Power Limit": 3300,
      "Power Mode": "Normal",
      "Target Freq": 600,
      "Uptime": 25500
    }
  ],
  "id": 1
}

"""#),
    ]
}
