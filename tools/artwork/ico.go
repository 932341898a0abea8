package main

import (
	"encoding/binary"
	"slices"
)

// ico combines PNG files into an ICO file, as supported since Windows Vista: a header of 6 bytes, an entry of 16 bytes
// for each picture, and the pictures. Sizes are widths in pixels, at most 256.
func ico(sizes []int, pictures map[int][]byte) []byte {
	const headerSize, entrySize = 6, 16
	const icon, planes, bitsPerPixel = 1, 1, 32
	order := binary.LittleEndian
	file := order.AppendUint16(nil, 0)
	file = order.AppendUint16(file, icon)
	file = order.AppendUint16(file, uint16(len(sizes)))
	offset := headerSize + entrySize*len(sizes)
	for _, size := range sizes {
		side := byte(size) // 256 is written as 0
		file = append(file, side, side, 0, 0)
		file = order.AppendUint16(file, planes)
		file = order.AppendUint16(file, bitsPerPixel)
		file = order.AppendUint32(file, uint32(len(pictures[size])))
		file = order.AppendUint32(file, uint32(offset))
		offset += len(pictures[size])
	}
	for _, size := range sizes {
		file = slices.Concat(file, pictures[size])
	}
	return file
}
