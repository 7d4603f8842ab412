import type { Compound, Point } from '#protocol';

/** A compound as large as the API takes: 1,250 houses with 12 corners, their entrances, ways, trees, greens; 20,000 points. */
export function largeCompound(middle: Point): Compound {
  const features: Compound['features'] = [];
  /** Metres east and north of the middle. */
  const at = (east: number, north: number): [number, number] => [
    Number((middle.lng + east / 96_000).toFixed(6)),
    Number((middle.lat + north / 111_200).toFixed(6)),
  ];
  const named = (name: string) => ({ zh: name, en: name });
  for (let i = 0; i < 1250; i += 1) {
    const [east, north] = [((i % 50) - 25) * 60, (Math.floor(i / 50) - 12) * 40];
    const corners = Array.from({ length: 12 }, (_, corner) => {
      const angle = (corner / 12) * 2 * Math.PI;
      return at(east + 22 * Math.cos(angle), north + 8 * Math.sin(angle));
    });
    const outline = [...corners, at(east + 22, north)];
    features.push(
      {
        type: 'Feature',
        properties: { kind: 'building', name: named(`${i + 1} 号楼`), number: i + 1 },
        geometry: { type: 'Polygon', coordinates: [outline] },
      },
      {
        type: 'Feature',
        properties: { kind: 'entrance', name: named(`${i + 1} 号楼 1 单元`), number: 1 },
        geometry: { type: 'Point', coordinates: at(east, north - 8) },
      },
    );
  }
  for (let row = 0; row < 25; row += 1) {
    const north = (row - 12.5) * 40;
    const way = Array.from({ length: 60 }, (_, i) => at((i - 30) * 50, north));
    features.push({
      type: 'Feature',
      properties: { kind: 'path', width: 5 },
      geometry: { type: 'LineString', coordinates: way },
    });
  }
  features.push({
    type: 'Feature',
    properties: { kind: 'tree', width: 6 },
    geometry: {
      type: 'MultiPoint',
      coordinates: Array.from({ length: 1000 }, (_, i) =>
        at(((i % 50) - 25) * 60 + 30, (Math.floor(i / 50) - 10) * 40),
      ),
    },
  });
  return { type: 'FeatureCollection', features };
}
