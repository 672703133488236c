/* What folium does not do: a vector background from local files, layers fetched by address whose texts are
   only ever given to textContent, symbols drawn on one canvas, a legend, a view that survives page changes, clicks.
   Every word, colour and address comes from the page; nothing is spelled here. */
window.cptsMap = (() => {
  "use strict";
  const fetched = new Map();
  let legend = null;

  const symbolScale = (zoom) => (zoom <= 9 ? 2.6 : zoom <= 10 ? 3.2 : zoom <= 11 ? 3.7 : zoom <= 13 ? 4.3 : 5);

  const drawSymbol = (ctx, style, scale) => {
    const path = new Path2D(style.path);
    ctx.scale(scale, scale);
    ctx.lineJoin = "round";
    ctx.lineWidth = style.width + 0.5;
    ctx.strokeStyle = style.halo;
    ctx.stroke(path);
    ctx.fillStyle = style.fill;
    ctx.fill(path);
    ctx.lineWidth = style.width;
    ctx.strokeStyle = style.color;
    ctx.stroke(path);
    if (!style.letter) return;
    ctx.fillStyle = style.ink;
    ctx.textAlign = "center";
    ctx.font = `bold ${style.letter.length > 1 ? 1.5 : 2.05}px sans-serif`;
    ctx.fillText(style.letter, 0, style.letterY);
  };

  const Symbol = L.CircleMarker.extend({
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      const ctx = renderer._ctx;
      ctx.save();
      ctx.translate(this._point.x, this._point.y);
      drawSymbol(ctx, this.options.symbol, symbolScale(this._map.getZoom()));
      ctx.restore();
    },
  });

  const hatch = (color) => {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const ctx = tile.getContext("2d");
    ctx.strokeStyle = color;
    ctx.lineWidth = 1.4;
    for (const shift of [-8, 0, 8]) {
      ctx.moveTo(shift - 1, 9);
      ctx.lineTo(shift + 9, -1);
    }
    ctx.stroke();
    return ctx.createPattern(tile, "repeat");
  };

  const fillStroke = L.Canvas.prototype._fillStroke;
  L.Canvas.include({
    _fillStroke(ctx, layer) {
      fillStroke.call(this, ctx, layer);
      if (!layer.options.hatch) return;
      ctx.globalAlpha = 0.75;
      ctx.fillStyle = hatch(layer.options.hatch);
      ctx.fill("evenodd");
      ctx.globalAlpha = 1;
    },
  });
  L.control.fullscreen ??= (options) => new L.Control.FullScreen(options);

  const element = (tag, text, className) => {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    if (className) node.className = className;
    return node;
  };

  const tip = (title, lines) => {
    const node = element("div", "", "cpts-tip");
    node.append(element("strong", title));
    for (const line of lines || []) node.append(element("span", line));
    return node;
  };

  const pathStyle = (style) => ({
    color: style.color, weight: style.width, opacity: style.opacity ?? 1, dashArray: style.dash || null,
    fill: Boolean(style.fill), fillColor: style.fill, fillOpacity: style.fillOpacity ?? 0.5,
    stroke: style.width > 0, hatch: style.hatch || null, lineCap: style.dash ? "butt" : "round",
  });

  const build = (data, styles) => L.geoJSON(data, {
    style: (feature) => {
      const look = pathStyle(styles[feature.properties.s]);
      const isLine = feature.geometry.type.endsWith("LineString");
      return isLine ? { ...look, fill: false, hatch: null, weight: Math.max(3, look.weight) } : look;
    },
    pointToLayer: (feature, position) => {
      const style = styles[feature.properties.s];
      if (style.path) return new Symbol(position, { radius: 9, symbol: style });
      if (feature.properties.m) return L.circle(position, { radius: feature.properties.m, ...pathStyle(style) });
      return L.circleMarker(position, { radius: style.radius, ...pathStyle(style) });
    },
    onEachFeature: (feature, layer) => {
      if (!feature.properties.t) return;
      layer.bindTooltip(() => tip(feature.properties.t, feature.properties.d), { sticky: true });
    },
  });

  const load = async (url) => {
    if (!fetched.has(url)) {
      const answer = await fetch(new URL(url, location.href));
      if (!answer.ok) return null;
      if (fetched.size > 60) fetched.delete(fetched.keys().next().value);
      fetched.set(url, await answer.json());
    }
    return fetched.get(url);
  };

  // What is on the map stays until what replaces it is ready, and what did not change is not drawn again.
  let shown = new Map();
  let asked = 0;

  const replaceLayers = (map, layers) => {
    const next = new Map(layers.filter(({ url }) => fetched.get(url)).map(({ url, styles }) => {
      const key = url + JSON.stringify(styles);
      return [key, shown.get(key) || build(fetched.get(url), styles)];
    }));
    for (const [key, layer] of shown) if (!next.has(key)) layer.remove();
    const before = [...shown.keys()].filter((key) => next.has(key));
    const after = [...next.keys()];
    const kept = after.findIndex((key, rank) => before[rank] !== key);
    for (const key of kept < 0 ? [] : after.slice(kept)) {
      if (map.hasLayer(next.get(key))) next.get(key).bringToFront();
      else next.get(key).addTo(map);
    }
    shown = next;
    document.body.dataset.layers = layers.length;
    document.body.dataset.drawn = Number(document.body.dataset.drawn || 0) + 1;
  };

  const swatch = (style) => {
    const canvas = element("canvas");
    canvas.width = 52;
    canvas.height = 36;
    const ctx = canvas.getContext("2d");
    ctx.scale(2, 2);
    if (style.path) {
      ctx.translate(13, 9);
      drawSymbol(ctx, style, 3.4);
      return canvas;
    }
    ctx.lineWidth = Math.max(1, style.width);
    ctx.strokeStyle = style.color;
    if (style.dash) ctx.setLineDash(style.dash.split(" ").map(Number));
    if (style.radius) {
      ctx.arc(13, 9, 5, 0, 7);
    } else if (style.fill) {
      ctx.rect(3, 3, 20, 12);
    } else {
      ctx.moveTo(1, 9);
      ctx.lineTo(25, 9);
    }
    if (style.fill) {
      ctx.globalAlpha = style.fillOpacity ?? 0.5;
      ctx.fillStyle = style.fill;
      ctx.fill();
      if (style.hatch) {
        ctx.fillStyle = hatch(style.hatch);
        ctx.fill();
      }
      ctx.globalAlpha = 1;
    }
    if (style.width > 0) ctx.stroke();
    return canvas;
  };

  const showLegend = (map, { title, entries }) => {
    const wasOpen = legend ? legend.getContainer().querySelector("details").open : map.getSize().x > 780;
    if (legend) legend.remove();
    legend = null;
    if (!entries.length) return;
    legend = L.control({ position: "bottomright" });
    legend.onAdd = () => {
      const box = element("div", "", "cpts-legend leaflet-bar");
      const details = element("details");
      details.open = wasOpen;
      details.append(element("summary", title));
      for (const entry of entries) {
        const row = element("div");
        row.append(swatch(entry.style), element("span", entry.label));
        details.append(row);
      }
      box.append(details);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    };
    legend.addTo(map);
  };

  const overlay = (map, { layers, legend: words }) => {
    asked += 1;
    const turn = asked;
    const draw = () => {
      if (turn !== asked) return;
      map.fire("cpts:drawn");
      showLegend(map, words);
      replaceLayers(map, layers);
    };
    if (layers.every(({ url }) => fetched.has(url))) draw();
    else Promise.all(layers.map(({ url }) => load(url))).then(draw);
  };

  const grow = (width) => (zoom) => width * Math.pow(1.4, Math.max(-2, zoom - 12));
  const among = (kinds) => (zoom, feature) => kinds.includes(feature.props.k);

  const roadRules = (roads) => {
    const rule = (road, color, width) => ({
      dataSource: "roads", dataLayer: "roads", filter: among([road.k]), minzoom: road.minzoom,
      symbolizer: new protomapsL.LineSymbolizer({ color, width }),
    });
    const casings = roads.filter((road) => road.casing)
      .map((road) => rule(road, road.casing, (zoom) => grow(road.width)(zoom) + 1.2));
    return [...casings, ...roads.map((road) => rule(road, road.color, grow(road.width)))];
  };

  const paintRules = (look) => {
    const area = (theme, color, filter, minzoom) => ({
      dataSource: theme, dataLayer: theme, filter, minzoom,
      symbolizer: new protomapsL.PolygonSymbolizer({ fill: color }),
    });
    const line = (theme, options, filter) => ({
      dataSource: theme, dataLayer: theme, filter, symbolizer: new protomapsL.LineSymbolizer(options),
    });
    const river = (zoom, feature) => grow(feature.props.k === "river" ? 2.2 : 0.9)(zoom);
    return [
      ...look.landuse.map(({ kinds, color }) => area("landuse", color, among(kinds))),
      area("water", look.water),
      line("waterline", { color: look.waterline, width: river }),
      area("buildings", look.building, undefined, 14),
      line("rail", { color: look.rail, width: 1.2, dash: [6, 3] }),
      ...roadRules(look.roads),
      line("communes", { color: look.commune, width: 1.1, dash: [5, 3], opacity: 0.55 }),
    ];
  };

  const labelRules = (look) => {
    const place = ({ kinds, size, weight, minzoom }) => ({
      dataSource: "places", dataLayer: "places", filter: among(kinds), minzoom,
      symbolizer: new protomapsL.CenteredTextSymbolizer({
        labelProps: ["name"], fill: look.ink, stroke: look.halo, width: 2.5,
        font: `${weight} ${size}px "Segoe UI", "DejaVu Sans", Arial, sans-serif`,
      }),
    });
    const street = (props, minzoom, kinds) => ({
      dataSource: "roads", dataLayer: "roads", minzoom, filter: kinds && among(kinds),
      symbolizer: new protomapsL.LineLabelSymbolizer({
        labelProps: props, fill: look.ink, stroke: look.halo, width: 2.5, font: "400 11px Arial, sans-serif",
      }),
    });
    return [...look.places.map(place), street(["ref"], 11, look.mainRoads), street(["name"], 15)];
  };

  const background = (map, { tiles, look, attribution }) => {
    map.getContainer().style.background = look.ground;
    map.attributionControl.setPrefix(false);
    const names = Object.keys(tiles);
    if (!names.length) {
      map.attributionControl.addAttribution(attribution);
      return;
    }
    const sources = Object.fromEntries(names.map((name) => [name, {
      url: new URL(tiles[name].url, location.href).href, maxDataZoom: tiles[name].zoom,
    }]));
    const has = (rule) => names.includes(rule.dataSource);
    protomapsL.leafletLayer({
      sources, paintRules: paintRules(look).filter(has), labelRules: labelRules(look).filter(has),
      backgroundColor: look.ground, lang: "fr", attribution,
    }).addTo(map);
  };

  // The view is the user's once they have touched the map; until then it follows the territory.
  const rememberView = (map, key, bounds) => {
    const fit = () => map.fitBounds(bounds, { animate: false, padding: [4, 4] });
    const stored = JSON.parse(sessionStorage.getItem(key) || "null");
    let touched = Boolean(stored);
    if (stored) map.setView(stored.center, stored.zoom, { animate: false });
    else fit();
    for (const gesture of ["pointerdown", "wheel", "keydown"]) {
      map.getContainer().addEventListener(gesture, () => { touched = true; });
    }
    map.on("resize", () => touched || fit());
    map.on("moveend", () => touched && sessionStorage.setItem(
      key, JSON.stringify({ center: map.getCenter(), zoom: map.getZoom() }),
    ));
  };

  // The wheel scrolls the page until the map is clicked: nobody loses the territory by scrolling past it.
  const wheelAfterClick = (map) => {
    map.scrollWheelZoom.disable();
    map.on("click focus", () => map.scrollWheelZoom.enable());
    map.getContainer().addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
  };

  // A click goes to the page at once, with the zoom and the moment: the same place may be clicked twice.
  // Not while a shape is drawn or a distance measured, nor for the second click of a double click.
  const sendClicks = (map, color) => {
    let busy = false;
    let free = 0;
    let last = null;
    map.doubleClickZoom.disable();
    map.on("draw:drawstart measurestart", () => { busy = true; });
    map.on("draw:drawstop measurefinish", () => { busy = false; free = Date.now() + 400; });
    map.on("click", (event) => {
      const again = event.originalEvent && event.originalEvent.detail > 1;
      if (!busy && !again && Date.now() > free) {
        last = Object.assign(L.latLng(event.latlng.lat, event.latlng.lng), { zoom: map.getZoom(), at: Date.now() });
        const mark = L.circleMarker(last, { radius: 9, color, weight: 2, fill: false, interactive: false });
        mark.addTo(map);
        map.once("cpts:drawn", () => mark.remove());
        setTimeout(() => mark.remove(), 3000);
        setTimeout(() => sendNow(last));
      }
      event.latlng = last;
    });
  };

  // Same value as the component sends a quarter of a second later: it then sees that nothing changed.
  const sendNow = (last) => {
    const held = window.__GLOBAL_DATA__;
    const all = { last_clicked: last, all_drawings: held.all_drawings };
    const asked = Object.entries(all).filter(([name]) => held.returned_objects.includes(name));
    held.previous_data = Object.fromEntries(asked);
    window.Streamlit.setComponentValue(held.previous_data);
  };

  // A map that opens says that nothing was clicked nor drawn: the page would be made twice, and a click at that
  // instant could be lost. It speaks when there is something to say. A value that reaches the server just after
  // a click in the menu would bring the old page back, which asks for itself until the new one has begun: values
  // wait a moment, and die with the frame.
  const LEAVING_MS = 2000;
  const speakInTime = () => {
    const streamlit = window.Streamlit;
    if (streamlit.cptsInTime) return;
    streamlit.cptsInTime = true;
    let until = 0;
    let spoken = false;
    const plain = ({ button, ctrlKey, metaKey, shiftKey }) => !(button || ctrlKey || metaKey || shiftKey);
    window.parent.document.addEventListener("click", (event) => {
      if (plain(event) && event.target.closest("nav a[href], [data-testid='stPageLink'] a[href]")) until = Date.now() + LEAVING_MS;
    }, true);
    const nothing = (value) => Object.values(value).every((part) => part === null || (Array.isArray(part) && !part.length));
    const send = streamlit.setComponentValue;
    streamlit.setComponentValue = (value) => {
      const wait = until - Date.now();
      spoken ||= !nothing(value);
      if (wait > 0) setTimeout(() => streamlit.setComponentValue(value), wait);
      else if (spoken) send(value);
    };
  };

  // What the map shows goes to the page when it is asked for, never at each move. The component does not know
  // of it: its own next value will be sent without it, and the page remembers what was asked.
  const sendView = (map) => {
    const box = map.getBounds();
    const extent = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const held = window.__GLOBAL_DATA__;
    const send = () => window.Streamlit.setComponentValue({ ...held.previous_data, seen: { extent, at: Date.now() } });
    if (document.fullscreenElement) document.exitFullscreen().then(send);
    else send();
  };

  const addPrinting = (map, words) => {
    const control = L.control({ position: "topright" });
    control.onAdd = () => {
      const box = element("div", "", "leaflet-bar cpts-print");
      const button = element("button", words);
      button.type = "button";
      button.addEventListener("click", () => sendView(map));
      box.append(button);
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    control.addTo(map);
  };

  const merge = (target, words) => {
    for (const [key, value] of Object.entries(words)) {
      if (typeof value === "object") merge(target[key] ??= {}, value);
      else target[key] = value;
    }
  };

  const setup = (map, options) => {
    if (L.drawLocal) merge(L.drawLocal, options.words.draw);
    map.getContainer().setAttribute("aria-label", options.words.map);
    L.control.zoom({ zoomInTitle: options.words.zoomIn, zoomOutTitle: options.words.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    speakInTime();
    rememberView(map, options.key, options.bounds);
    background(map, options);
    wheelAfterClick(map);
    if (options.printing) addPrinting(map, options.words.print);
    if (options.clicks) sendClicks(map, options.look.ink);
    map.on("draw:created", ({ layer }) => setTimeout(() => layer.remove(), 900));
    map.on("draw:created", () => setTimeout(() => window.drawnItems.clearLayers(), 900));
  };

  return { setup, overlay };
})();
